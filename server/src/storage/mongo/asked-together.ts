import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';

/** Milliseconds. Nobody waits longer than this for what others asked: a lookup that stalls holds up those of its own group alone. */
const PATIENCE = 250;

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
  patience = PATIENCE,
): (key: Key) => Promise<Value | undefined> {
  let gathering: Group<Key, Value> | undefined;
  let mayLeave: Promise<unknown> = Promise.resolve();
  const leave = async (keys: ReadonlySet<Key>) => {
    await mayLeave;
    await turn();
    gathering = undefined;
    const answers = look([...keys]);
    mayLeave = Promise.race([answers.catch(() => undefined), pause(patience)]);
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
