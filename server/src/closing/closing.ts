import type { Hash, Manifest } from '#shared/ballot/manifest.js';
import type { ClosingRecord } from '../storage/port/registrar/results.js';
import type { RoundRecord } from '../storage/port/registrar/rounds.js';

/** A launched round with its closing record, on its way. */
export interface Closing {
  round: RoundRecord;
  manifest: Manifest;
  hash: Hash;
  record: ClosingRecord;
}
