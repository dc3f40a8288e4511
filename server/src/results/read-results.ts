import type { RoundId } from '#shared/ballot/manifest.js';
import { Refusal } from '#shared/contract/refusal.js';
import type { TrendPoint } from '#shared/contract/results.js';
import type { Role } from '#shared/contract/roles.js';
import { HIDDEN } from '#shared/results/cell.js';
import type { Snapshot } from '#shared/results/snapshot.js';
import type { PublishedRounds, RoundResults } from './published-rounds.js';
import type { ResultsNeeds } from './results-needs.js';

/** Who reads, from their session. */
export interface ResultsReader {
  organisation: string;
  name: string;
  roles: readonly Role[];
}

/**
 * The round's snapshot, for holders of a role that its terms name. The reading is entered before anything is shown, so that none goes unseen.
 * Refuses a round that is not published, and readers that the terms do not name.
 */
export async function readResults(
  { published, ledger, clock }: Pick<ResultsNeeds, 'ledger' | 'clock'> & { published: PublishedRounds },
  { reader, round }: { reader: ResultsReader; round: RoundId },
): Promise<RoundResults> {
  const found = await published.find(reader.organisation, round);
  if (!found) throw notPublished();
  const { readers, title, answer } = found;
  if (!mayRead(readers, reader.roles)) {
    throw new Refusal('not-permitted', { remedy: `The terms of this round name who may read its results: ${readers.join(', ')}.` });
  }
  const at = clock.now().toISOString();
  await ledger.enterView({ organisation: reader.organisation, at, who: reader.name, roles: reader.roles, round, title });
  return answer;
}

/** Every published round of the organisation that the reader may read, oldest first, as the trend draws it. */
export async function listResults(
  { results, published }: Pick<ResultsNeeds, 'results'> & { published: PublishedRounds },
  { reader }: { reader: ResultsReader },
): Promise<{ rounds: TrendPoint[] }> {
  const points: TrendPoint[] = [];
  for (const round of await results.published(reader.organisation)) {
    const found = await published.find(reader.organisation, round);
    if (found && mayRead(found.readers, reader.roles)) points.push(trendPoint(found.answer.snapshot));
  }
  return { rounds: points };
}

function trendPoint({ round, title, form, published, outcome, results, units }: Snapshot): TrendPoint {
  const company = results?.cells[units[0]?.id ?? ''];
  return { round, title, form, published, outcome, index: company?.index ?? HIDDEN, change: results?.changes?.index ?? null };
}

function mayRead(readers: readonly Role[], roles: readonly Role[]): boolean {
  return roles.some((role) => readers.includes(role));
}

export function notPublished(): Refusal {
  return new Refusal('not-published', { remedy: 'Results appear once the round is closed and its ballots are counted.' });
}
