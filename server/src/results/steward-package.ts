import { toBase64Url } from '#shared/ballot/encoding.js';
import type { BallotKind, RoundId, UnitId } from '#shared/ballot/manifest.js';
import { Refusal } from '#shared/contract/refusal.js';
import { NO_SUCH_ROUND } from '../no-such-round.js';
import { notPublished } from './read-results.js';
import type { ResultsNeeds } from './results-needs.js';

/** A counted ballot without its answers. */
export interface CountedBallot {
  id: string;
  unit: UnitId;
  kind: BallotKind;
  signature: Uint8Array;
}

export interface PackageNeeds extends Pick<ResultsNeeds, 'rounds' | 'results'> {
  /** Given by the wiring: this room opens no ballot box. */
  countedBallots(round: RoundId): AsyncIterable<CountedBallot>;
}

export interface StewardPackage {
  name: string;
  /** JSON in pieces; constant memory. */
  content: AsyncIterable<string>;
}

/**
 * The verification file, for the steward alone: manifest, public keys, totals and counts by unit, and id, unit, kind and signature of every counted ballot,
 * to be checked against the bulletin. No answers. Refuses a round that is not there or not published.
 */
export async function readStewardPackage(
  needs: PackageNeeds,
  { organisation, round: id }: { organisation: string; round: RoundId },
): Promise<StewardPackage> {
  const round = await needs.rounds.read(organisation, id);
  if (!round?.manifest) throw new Refusal('not-found', NO_SUCH_ROUND);
  const published = await needs.results.snapshot(organisation, id);
  const closing = await needs.results.readClosing(id);
  if (!published || !closing) throw notPublished();
  const { manifest, manifestHash } = round;
  const head = { format: 'candour-steward-package-1', manifestHash, manifest, totals: closing.totals, units: closing.units };
  return { name: `steward-package-${id}.json`, content: pieces(head, needs.countedBallots(id)) };
}

/** The head goes with the first ballot: a box that is away is told as that, and not by a file that breaks off. */
async function* pieces(head: object, ballots: AsyncIterable<CountedBallot>): AsyncGenerator<string> {
  let before = `${JSON.stringify(head).slice(0, -1)},"ballots":[`;
  let separator = '\n';
  for await (const { id, unit, kind, signature } of ballots) {
    yield before + separator + JSON.stringify({ id, unit, kind, signature: toBase64Url(signature) });
    before = '';
    separator = ',\n';
  }
  yield `${before}\n]}\n`;
}
