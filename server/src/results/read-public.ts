import type { Bulletin } from '#shared/ballot/bulletin.js';
import type { Hash, Manifest } from '#shared/ballot/manifest.js';
import type { RoundNow } from '#shared/contract/ballots.js';
import { Refusal } from '#shared/contract/refusal.js';
import { HIDDEN, type ReleasedScore } from '#shared/results/cell.js';
import { isUnderWay } from '#shared/round/states.js';
import { type LaunchedRounds, unknownRound } from '../launched-rounds.js';
import type { RoundRecord } from '../storage/port/registrar/rounds.js';
import type { PublishedRounds } from './published-rounds.js';
import { notPublished } from './read-results.js';
import type { ResultsNeeds } from './results-needs.js';

/** Anybody asks, as often as they like: what never changes is read once. */
interface PublicNeeds extends Pick<ResultsNeeds, 'rounds' | 'results' | 'clock'> {
  launched: LaunchedRounds;
  published: PublishedRounds;
}
interface ByHash {
  manifest: Hash;
}

/** The manifest as it was hashed. */
export async function readManifest({ launched }: Pick<PublicNeeds, 'launched'>, { manifest: hash }: ByHash): Promise<Manifest> {
  return (await launched.byManifest(hash)).manifest;
}

/** What has become of the round since its terms were frozen. The clock speaks before the scheduler does: a round that is due counts as open or closed. */
export async function readRoundNow(
  { launched, rounds, clock }: Pick<PublicNeeds, 'launched' | 'rounds' | 'clock'>,
  { manifest: hash }: ByHash,
): Promise<RoundNow> {
  const { id, manifest } = await launched.byManifest(hash);
  const stands = await rounds.standing(id);
  if (!stands) throw unknownRound();
  const changes = (await rounds.events(id)).filter(({ what }) => what === 'extended' || what === 'close-asked');
  const change = changes.at(-1);
  return {
    state: publicState(stands, manifest, clock.now()),
    closes: stands.closes,
    changed: change ? { reason: change.reason ?? '' } : null,
    cancelledBecause: stands.state === 'cancelled' ? ((await rounds.byId(id))?.cancelledBecause ?? null) : null,
    bulletin: stands.state === 'published' || stands.state === 'without-results',
  };
}

/** Every counted ballot's hash, and the totals. Refuses until the round is published. */
export async function readBulletin(
  { launched, results }: Pick<PublicNeeds, 'launched' | 'results'>,
  { manifest: hash }: ByHash,
): Promise<Bulletin> {
  await launched.byManifest(hash);
  const bulletin = await results.bulletin(hash);
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
export async function readCompanyIndex(
  { launched, published: rounds, clock }: Pick<PublicNeeds, 'launched' | 'published' | 'clock'>,
  { manifest: hash }: ByHash,
): Promise<CompanyIndex> {
  const { organisation, id } = await launched.byManifest(hash);
  const found = await rounds.find(organisation, id);
  if (!found) throw notPublished();
  const { snapshot, employeesSeeResultsFrom } = found.answer;
  if (clock.now() < new Date(employeesSeeResultsFrom)) {
    throw new Refusal('not-yet-shown', { remedy: `Employees see the result from ${employeesSeeResultsFrom}, as the terms say.` });
  }
  const { outcome, published, results, units } = snapshot;
  return { outcome, published, index: results?.cells[units[0]?.id ?? '']?.index ?? HIDDEN, bands: results?.company.bands ?? [] };
}

function publicState({ state, closes }: Pick<RoundRecord, 'state' | 'closes'>, { terms }: Manifest, now: Date): RoundNow['state'] {
  if (state === 'cancelled') return 'cancelled';
  if (isUnderWay(state)) {
    if (now < new Date(terms.opens)) return 'not-open';
    return now < new Date(closes) ? 'open' : 'closed';
  }
  return 'closed';
}
