import type { Manifest } from '#shared/ballot/manifest.js';

const DAY_MS = 86_400_000;

/** When the retention of the terms is over for a round that ended at `ended`. */
export function retentionEnds({ terms }: Manifest, ended: Date): Date {
  return new Date(ended.getTime() + terms.retentionDays * DAY_MS);
}
