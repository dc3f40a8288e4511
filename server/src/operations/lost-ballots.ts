import { ConfigError } from '../config.js';
import type { BoxKeeping } from '../storage/port/box-keeping.js';
import type { RoundRecord } from '../storage/port/registrar/rounds.js';
import type { Registrar } from '../storage/port/registrar.js';
import type { RoundKeys } from '../storage/port/round-keys.js';

export interface LostBallotsNeeds {
  registrar: { rounds: Pick<Registrar['rounds'], 'allInStates'> };
  ballotBox: Pick<BoxKeeping, 'has'>;
  keys: Pick<RoundKeys, 'read'>;
}

/**
 * Refuses (ConfigError) to serve rounds under way without their ballots, as when a disk is not mounted: nobody could answer, and nothing would tell why.
 * A round whose keys were removed has been given up, and waits to be cancelled. A store that is away is for readiness to tell.
 */
export async function refuseLostBallots(needs: LostBallotsNeeds): Promise<void> {
  const lost = await roundsWithout(needs).catch(() => []);
  if (lost.length === 0) return;
  const titles = lost.map(({ draft }) => `"${draft.title}"`).join(', ');
  throw new ConfigError(
    `The place of ballots does not hold those of these rounds under way: ${titles}. Mount its disk, or set BALLOT_BOX_URL to where they lie. Where they are lost for good, remove DATA_DIR/rolls/*.key (on MongoDB the collection round_keys), start, and have HR cancel these rounds`,
  );
}

async function roundsWithout({ registrar, ballotBox, keys }: LostBallotsNeeds): Promise<RoundRecord[]> {
  const underWay = () => registrar.rounds.allInStates(['scheduled', 'open', 'closing']);
  const lost = new Set<RoundRecord['id']>();
  for (const { id } of await underWay()) if (!(await ballotBox.has(id)) && (await keys.read(id, 'mail'))) lost.add(id);
  // Asked again: one that is cancelled just now loses its box after its state.
  return lost.size === 0 ? [] : (await underWay()).filter(({ id }) => lost.has(id));
}
