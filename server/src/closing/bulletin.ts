import { Bulletin } from '#shared/ballot/bulletin.js';
import type { BallotKind, Hash } from '#shared/ballot/manifest.js';
import { ballotHash } from '../ballots/open-round.js';
import type { Closing } from './closing.js';
import type { ClosingNeeds } from './needs.js';

/** The bulletin from the steward's package: company-wide sorted hashes of ids, and the totals. No count by unit: that is the steward's alone. */
export async function makeBulletin({ ballotBox }: ClosingNeeds, { round, manifest, hash, record }: Closing): Promise<Bulletin> {
  const hashes = new Map<BallotKind, Hash[]>(manifest.kinds.map((kind) => [kind, []]));
  for await (const ballot of ballotBox.streamPackage(round.id)) hashes.get(ballot.kind)?.push(ballotHash(ballot.id));
  return Bulletin.parse({
    format: 'candour-bulletin-1',
    round: round.id,
    manifest: hash,
    totals: record.totals,
    ballots: Object.fromEntries([...hashes].map(([kind, list]) => [kind, list.sort()])),
  });
}
