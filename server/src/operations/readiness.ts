import type { RoundId } from '#shared/ballot/manifest.js';
import type { Config } from '../config.js';
import { reachStore } from '../storage/open-store.js';
import type { Stores } from '../stores.js';

export type StoreName = 'registrar' | 'roll' | 'ballot box';

/** `full`: it can be read, and there is no room to write. */
export type StoreStanding = 'up' | 'away' | 'full';

/** How each store stands. Never fails. */
export type AskStores = () => Promise<ReadonlyMap<StoreName, StoreStanding>>;

/** A store that takes longer than this does not answer. */
const BOUND_MS = 2_000;
/** An answer holds so long, so that nobody loads the stores by asking. */
const FRESH_MS = 1_000;
/** Asked for in each store: no round has this id. */
const NO_ROUND = 'no-round' as RoundId;

/** Asks each store something small. Those who ask together or shortly after each other share one answer. */
export function askingStores(stores: Stores, urls: Pick<Config, 'registrarUrl' | 'rollUrl' | 'ballotBoxUrl'>): AskStores {
  const questions: [StoreName, string, () => Promise<unknown>][] = [
    ['registrar', urls.registrarUrl, () => stores.registrar.rounds.standing(NO_ROUND)],
    ['roll', urls.rollUrl, () => stores.keys.read(NO_ROUND, 'box')],
    ['ballot box', urls.ballotBoxUrl, () => stores.ballotBox.countByUnit(NO_ROUND, 'scored')],
  ];
  const ask = async () => new Map(await Promise.all(questions.map(async ([name, url, read]) => [name, await answers(url, read)] as const)));
  let asked: { at: number; answer: ReturnType<typeof ask> } | undefined;
  return () => {
    const now = performance.now();
    if (!asked || now - asked.at > FRESH_MS) asked = { at: now, answer: ask() };
    return asked.answer;
  };
}

async function answers(url: string, read: () => Promise<unknown>): Promise<StoreStanding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<StoreStanding>((resolve) => {
    timer = setTimeout(() => resolve('away'), BOUND_MS);
  });
  const said = (async (): Promise<StoreStanding> => {
    const { room } = await reachStore(url);
    await read();
    return room ? 'up' : 'full';
  })().catch(() => 'away' as const);
  const answer = await Promise.race([said, late]);
  clearTimeout(timer);
  return answer;
}
