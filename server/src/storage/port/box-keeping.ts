import type { BallotKind, RoundId, UnitId } from '#shared/ballot/manifest.js';

export interface BoxPlan {
  /** Reporting units and the most ballots each may hold: its roll and its spares. */
  capacity: ReadonlyMap<UnitId, number>;
  kinds: readonly BallotKind[];
  /** Items of the form: the length of `answers`. */
  items: number;
  /** 32 random bytes of the round: where a ballot's search for a place begins. */
  salt: Uint8Array;
}

/** What rooms that know people may do with a round's box: set it up and take it away, never look into it. */
export interface BoxKeeping {
  /** Writes every slot, empty. Again for a round that is there and holds no ballot: writes it anew. Refuses one that holds ballots. */
  create(round: RoundId, plan: BoxPlan): Promise<void>;
  /** Whether the round has a box here: open, sealed, or by now its package alone. Not once it is destroyed. */
  has(round: RoundId): Promise<boolean>;
  /** Overwrites and removes everything of the round (it was cancelled), sealed or not; casts under way are done first or told `sealed`. */
  destroy(round: RoundId): Promise<void>;
}
