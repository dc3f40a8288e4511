import { toHex } from '#shared/ballot/encoding.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import type { Refusal } from '#shared/contract/refusal.js';
import type { RoundNeeds } from './round-needs.js';

/** Longer than any launch; a process that died lets go after it. */
const LONGEST_LAUNCH_MS = 10 * 60_000;

/** While a draft is launched nobody else may launch, change or delete it: two launches would write over each other's roll and keys. */
export async function withLaunchLease<T>(
  { registrar: { rounds }, clock, random }: Pick<RoundNeeds, 'registrar' | 'clock' | 'random'>,
  round: RoundId,
  refusal: () => Refusal,
  act: () => Promise<T>,
): Promise<T> {
  const now = clock.now();
  const lease = { name: `launch ${round}`, holder: toHex(random(8)) };
  const until = new Date(now.getTime() + LONGEST_LAUNCH_MS).toISOString();
  if (!(await rounds.takeLease({ ...lease, until, now: now.toISOString() }))) throw refusal();
  try {
    return await act();
  } finally {
    await rounds.dropLease(lease.name, lease.holder);
  }
}
