import { newToken } from '#server/accounts/accounts.js';
import { newTally, release } from '#server/aggregation/aggregation.js';
import { SESSION } from '#server/http/session-cookie.js';
import { CORE, PULSE } from '#shared/instrument/core.js';
import { presentedOrder } from '#shared/instrument/pages.js';
import type { ReportingNode } from '#shared/results/snapshot.js';
import type { BenchOffice } from './bench-office.js';
import { plausibleAnswers } from './bench-round.js';
import type { Asked } from './exchange.js';

const FAR_AWAY = '2999-01-01T00:00:00Z';
const DAY = '2026-01-01';

/**
 * Gives the office's launched round results, as if everybody of every unit had answered, and somebody who is signed in and may read them:
 * what their dashboard asks for. The round itself goes on.
 */
export async function publishedRound({ rounds, stores, act }: BenchOffice): Promise<Asked> {
  const { organisation, round } = act;
  const { registrar } = stores;
  const record = await registrar.rounds.byId(round);
  if (!record?.manifest || !record.manifestHash) throw new Error('the round is not launched');
  const units = record.manifest.units.map(
    ({ id, name, parent, roll }): ReportingNode => ({ id, name, parent, roll, depth: parent ? 1 : 0 }),
  );
  const tally = newTally(CORE, units, { presented: presentedOrder('core'), pulse: PULSE });
  for (const { id, parent, roll } of units) if (parent) for (let at = 0; at < roll; at++) tally.add(id, plausibleAnswers(at + roll));
  const roll = units[0]?.roll ?? 0;
  const totals = { roll, collected: roll, counted: roll, replacements: 0, additions: 0 };
  const manifest = record.manifestHash;
  const days = { opened: DAY, closed: DAY, published: DAY };
  const terms = { round, manifest, title: 'Bench', form: 'core' as const, k: 5, ...days, totals, units, replacementsAndAdditions: {} };
  const { snapshot, tuples } = release(tally, { ...terms, wording: {} });
  if (snapshot.outcome !== 'results') throw new Error('nothing was published');
  const bulletin = { format: 'candour-bulletin-1' as const, round, manifest, totals: { ...totals, notMe: 0 }, ballots: {} };
  const publishedAt = rounds.clock.now().toISOString();
  await registrar.results.publishOnce({ organisation, round, manifest, publishedAt, snapshot, tuples, bulletin, answersUntil: FAR_AWAY });
  return { method: 'GET', path: `/api/results/${round}`, cookie: await sessionOf(organisation, registrar, rounds.random) };
}

async function sessionOf(
  organisation: string,
  { accounts, access }: BenchOffice['stores']['registrar'],
  random: (bytes: number) => Uint8Array,
) {
  const [account] = await accounts.list(organisation);
  if (!account) throw new Error('nobody is there to look');
  const { token, hash } = newToken(random);
  await access.openSession({ hash, organisation, account: account.id, expires: FAR_AWAY }, account);
  return `${SESSION}=${token}`;
}
