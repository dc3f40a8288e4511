import type { BallotId } from '#shared/ballot/ballot.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import type { BallotBox } from '../storage/port/ballot-box.js';

/**
 * Whether a ballot stands in a sealed box: in the steward's package, or in the slots while the package is not written yet.
 * Walks the whole list; only casts that come after sealing ask.
 */
export async function hasCounted(ballotBox: BallotBox, round: RoundId, id: BallotId): Promise<boolean> {
  // The package again at the end: closing may have moved on from slots to package in between.
  for (const source of [ballotBox.streamPackage(round), ballotBox.stream(round), ballotBox.streamPackage(round)]) {
    for await (const ballot of source) if (ballot.id === id) return true;
  }
  return false;
}
