import { ConfigError } from '../config.js';
import { KeyDoesNotOpen, type KeyNeeds, readBoxKey, readMailKey } from '../keys/keys.js';
import type { RoundRecord } from '../storage/port/registrar/rounds.js';
import type { Registrar } from '../storage/port/registrar.js';

export interface RoundSecretNeeds extends KeyNeeds {
  registrar: { rounds: Pick<Registrar['rounds'], 'allInStates'> };
}

/** An answer holds so long, in milliseconds: another machine may launch a round under another secret at any time, and to look reads every round under way. */
const FRESH_MS = 10_000;

/** Refuses (ConfigError) to serve rounds whose keys do not open: nobody could collect, and none could be closed. A store that is away is for readiness to tell. */
export async function refuseOtherSecret(needs: RoundSecretNeeds): Promise<void> {
  const shut = await roundsShut(needs).catch(() => []);
  if (shut.length === 0) return;
  const titles = shut.map(({ draft }) => `"${draft.title}"`).join(', ');
  throw new ConfigError(
    `SESSION_SECRET is not the one that these rounds were launched with: ${titles}. Set the one of then, or put its file session-secret back into DATA_DIR`,
  );
}

/** Whether the keys of every round under way open, as of a moment ago. True while a store does not answer. */
export function askingSecret(needs: RoundSecretNeeds): () => Promise<boolean> {
  let asked: { at: number; answer: Promise<boolean> } | undefined;
  const ask = async () => (await roundsShut(needs).catch(() => [])).length === 0;
  return () => {
    const now = performance.now();
    if (!asked || now - asked.at > FRESH_MS) asked = { at: now, answer: ask() };
    return asked.answer;
  };
}

/** Whether the keys of one round under way open, or there is none. A process that opens none could neither send their mail nor close them. */
export async function opensSomeRound(needs: RoundSecretNeeds): Promise<boolean> {
  const underWay = await roundsUnderWay(needs);
  return underWay.length === 0 || (await shutOf(needs, underWay)).length < underWay.length;
}

async function roundsShut(needs: RoundSecretNeeds): Promise<RoundRecord[]> {
  return shutOf(needs, await roundsUnderWay(needs));
}

function roundsUnderWay({ registrar }: RoundSecretNeeds): Promise<RoundRecord[]> {
  return registrar.rounds.allInStates(['scheduled', 'open', 'closing']);
}

async function shutOf(needs: RoundSecretNeeds, underWay: readonly RoundRecord[]): Promise<RoundRecord[]> {
  const shut = await Promise.all(underWay.map(({ id }) => isShut(needs, id)));
  return underWay.filter((_, at) => shut[at]);
}

/** Not by one key alone, which may be damaged, or be destroyed just now. */
async function isShut(needs: RoundSecretNeeds, round: RoundRecord['id']): Promise<boolean> {
  const keys = await Promise.all([readMailKey, readBoxKey].map((read) => tried(() => read(needs, round))));
  return keys.includes('shut') && !keys.includes('opens');
}

async function tried(read: () => Promise<unknown>): Promise<'shut' | 'opens' | 'gone'> {
  try {
    return (await read()) === undefined ? 'gone' : 'opens';
  } catch (fault) {
    if (fault instanceof KeyDoesNotOpen) return 'shut';
    throw fault;
  }
}
