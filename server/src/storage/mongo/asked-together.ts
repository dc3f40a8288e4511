import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { LONGEST, within } from './within.js';

/** Milliseconds. */
export interface Pace {
  /** A group leaves so long after the one before, at the earliest: for what is asked so often that every command counts. */
  apart?: number;
  /** The next group waits no longer for one that is not back: a lookup that stalls holds up those of its own group alone. */
  patience?: number;
  /** Whoever has no answer by then is told that the store is away, whatever became of the lookup. */
  longest?: number;
}

const USUAL = { apart: 0, patience: 250, longest: LONGEST.act } as const;

interface Group<Key, Value> {
  keys: Set<Key>;
  answers: Promise<ReadonlyMap<Key, Value>>;
}

/**
 * Questions of one kind that come at about the same time are one: `look` is given all their keys. While one group is on its way the next one gathers,
 * and a `look` begins after everybody in it has asked: each gets what was true then or later, never what was read before. Nothing is kept: who asks
 * next is looked up anew. A fault reaches those who asked with it, and nobody else. In a quiet hour a question leaves at once.
 */
export function askedTogether<Key, Value>(
  look: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>,
  pace: Pace = {},
): (key: Key) => Promise<Value | undefined> {
  const { apart, patience, longest } = { ...USUAL, ...pace };
  let gathering: Group<Key, Value> | undefined;
  let mayLeave: Promise<unknown> = Promise.resolve();
  const leave = async (keys: ReadonlySet<Key>) => {
    await mayLeave;
    await turn();
    gathering = undefined;
    const answers = within(longest, look([...keys]));
    const back = Promise.race([answers.catch(() => undefined), pause(patience)]);
    mayLeave = apart > 0 ? Promise.all([back, pause(apart)]) : back;
    return answers;
  };
  return async (key) => {
    if (!gathering) {
      const keys = new Set<Key>();
      gathering = { keys, answers: leave(keys) };
    }
    gathering.keys.add(key);
    return (await gathering.answers).get(key);
  };
}

/** Holds no process back from its end. */
function pause(milliseconds: number): Promise<void> {
  return wait(milliseconds, undefined, { ref: false });
}
