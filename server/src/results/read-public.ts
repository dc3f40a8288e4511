import type { Bulletin } from '#shared/ballot/bulletin.js';
import type { Hash, Manifest } from '#shared/ballot/manifest.js';
import type { RoundNow } from '#shared/contract/ballots.js';
import { Refusal } from '#shared/contract/refusal.js';
import { HIDDEN, type ReleasedScore } from '#shared/results/cell.js';
import type { RoundRecord } from '../storage/port/registrar/rounds.js';
import { notPublished } from './read-results.js';
import type { ResultsNeeds } from './results-needs.js';

type PublicNeeds = Pick<ResultsNeeds, 'rounds' | 'results' | 'clock'>;
interface ByHash {
  manifest: Hash;
}

/** The manifest as it was hashed. */
export async function readManifest(needs: PublicNeeds, { manifest: hash }: ByHash): Promise<Manifest> {
  return (await launchedRound(needs, hash)).manifest;
}

/** What has become of the round since its terms were frozen. The clock speaks before the scheduler does: a round that is due counts as open or closed. */
export async function readRoundNow(needs: PublicNeeds, { manifest: hash }: ByHash): Promise<RoundNow> {
  const { round, manifest } = await launchedRound(needs, hash);
  const changes = (await needs.rounds.events(round.id)).filter(({ what }) => what === 'extended' || what === 'close-asked');
  const change = changes.at(-1);
  return {
    state: publicState(round, manifest, needs.clock.now()),
    closes: round.closes,
    changed: change ? { reason: change.reason ?? '' } : null,
    cancelledBecause: round.cancelledBecause,
    bulletin: round.state === 'published' || round.state === 'without-results',
  };
}

/** Every counted ballot's hash, and the totals. Refuses until the round is published. */
export async function readBulletin(needs: PublicNeeds, { manifest: hash }: ByHash): Promise<Bulletin> {
  await launchedRound(needs, hash);
  const bulletin = await needs.results.bulletin(hash);
  if (!bulletin) throw notPublished();
  return JSON.parse(bulletin) as Bulletin;
}

export interface CompanyIndex {
  outcome: 'results' | 'without-results';
  published: string;
  index: ReleasedScore;
  bands: string[];
}

/** The company's index, for everybody, from the date in the terms. Refuses before that date. */
export async function readCompanyIndex(needs: PublicNeeds, { manifest: hash }: ByHash): Promise<CompanyIndex> {
  const { manifest } = await launchedRound(needs, hash);
  const found = await needs.results.snapshotByManifest(hash);
  if (!found) throw notPublished();
  const { employeesSeeResultsFrom } = manifest.terms;
  if (needs.clock.now() < new Date(employeesSeeResultsFrom)) {
    throw new Refusal('not-yet-shown', { remedy: `Employees see the result from ${employeesSeeResultsFrom}, as the terms say.` });
  }
  const { outcome, published, results, units } = found.snapshot;
  return { outcome, published, index: results?.cells[units[0]?.id ?? '']?.index ?? HIDDEN, bands: results?.company.bands ?? [] };
}

async function launchedRound({ rounds }: PublicNeeds, hash: Hash): Promise<{ round: RoundRecord; manifest: Manifest }> {
  const round = await rounds.byManifest(hash);
  if (!round?.manifest) throw new Refusal('round-unknown', { remedy: 'Open the link of your invitation again, whole.' });
  return { round, manifest: round.manifest };
}

function publicState({ state, closes }: RoundRecord, { terms }: Manifest, now: Date): RoundNow['state'] {
  if (state === 'cancelled') return 'cancelled';
  if (state === 'scheduled' || state === 'open') {
    if (now < new Date(terms.opens)) return 'not-open';
    return now < new Date(closes) ? 'open' : 'closed';
  }
  return 'closed';
}
