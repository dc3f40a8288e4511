import type { RoundId } from '#shared/ballot/manifest.js';
import { Refusal } from '#shared/contract/refusal.js';
import type { TrendPoint } from '#shared/contract/results.js';
import type { Role } from '#shared/contract/roles.js';
import { HIDDEN } from '#shared/results/cell.js';
import type { Snapshot } from '#shared/results/snapshot.js';
import type { PublishedRound, PublishedRounds, RoundResults } from './published-rounds.js';
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
  needs: Pick<ResultsNeeds, 'ledger' | 'clock'> & { published: PublishedRounds },
  { reader, round }: { reader: ResultsReader; round: RoundId },
): Promise<RoundResults> {
  const found = await needs.published.find(reader.organisation, round);
  if (!found) throw notPublished();
  const { readers, answer } = found;
  if (!mayRead(readers, reader.roles)) {
    throw new Refusal('not-permitted', { remedy: `The terms of this round name who may read its results: ${readers.join(', ')}.` });
  }
  await enterReading(needs, reader, [found]);
  return answer;
}

/** Every published round of the organisation that the reader may read, oldest first, as the trend draws it. It shows figures: each round that has some is entered as read. */
export async function listResults(
  needs: Pick<ResultsNeeds, 'results' | 'ledger' | 'clock'> & { published: PublishedRounds },
  { reader }: { reader: ResultsReader },
): Promise<{ rounds: TrendPoint[] }> {
  const shown: PublishedRound[] = [];
  for (const round of await needs.results.published(reader.organisation)) {
    const found = await needs.published.find(reader.organisation, round);
    if (found && mayRead(found.readers, reader.roles)) shown.push(found);
  }
  const withFigures = shown.filter(({ answer }) => answer.snapshot.outcome === 'results');
  await enterReading(needs, reader, withFigures);
  return { rounds: shown.map(({ answer }) => trendPoint(answer.snapshot)) };
}

async function enterReading(
  { ledger, clock }: Pick<ResultsNeeds, 'ledger' | 'clock'>,
  { organisation, name: who, roles }: ResultsReader,
  read: readonly PublishedRound[],
): Promise<void> {
  const at = clock.now().toISOString();
  await ledger.enterViews(read.map(({ title, answer }) => ({ organisation, at, who, roles, round: answer.snapshot.round, title })));
}

function trendPoint({ round, title, form, published, outcome, results, units }: Snapshot): TrendPoint {
  const company = results?.cells[units[0]?.id ?? ''];
  return { round, title, form, published, outcome, index: company?.index ?? HIDDEN, change: results?.changes?.index ?? null };
}

function mayRead(readers: readonly Role[], roles: readonly Role[]): boolean {
  return roles.some((role) => readers.includes(role));
}

export function notPublished(): Refusal {
  return new Refusal('not-published', {
    remedy: 'Results appear once the round is closed and its ballots are counted; a cancelled round never has any.',
  });
}
