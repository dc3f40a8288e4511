import type { RoundId, UnitId } from '#shared/ballot/manifest.js';

/** One invitation as the roll is told of it at launch. Spare records belong to people who may be added later. */
export interface RollEntry {
  /** SHA-256 of the invitation's token, 32 bytes. */
  tokenHash: Uint8Array;
  unit: UnitId;
  spare: boolean;
}

export interface Claim {
  tokenHash: Uint8Array;
  /** SHA-256 over all blinded values of the request, 32 bytes: the same request again is known by it. */
  blinded: Uint8Array;
  /** Take the replacement, if the invitation was fetched before with other bytes. */
  replacement: boolean;
}

/**
 * `granted`: sign now; also for the same bytes again, even once collecting has stopped: nothing new is claimed. `elsewhere`: fetched before with other bytes, a replacement may be asked for.
 * `none-left`: this invitation's replacement is taken; or one was asked for and the unit's spares are used up, which nobody is told who did not ask. `stopped`: collecting has ended. `unknown`: no such invitation.
 */
export type ClaimOutcome = { outcome: 'granted'; unit: UnitId } | { outcome: 'elsewhere' | 'none-left' | 'stopped' | 'unknown' };

export interface RollTotals {
  collected: number;
  notMe: number;
  /** For each unit: replacements taken and people added. Units with neither may be left out. */
  units: Map<UnitId, { replacements: number; additions: number }>;
}

/**
 * Who is invited and whether a ballot was fetched; no names, no answers, no times. One roll a round.
 * Its bytes are a function of the set of what happened, never of the order. Every act is on disk before it returns.
 */
export interface Roll {
  /** Writes every record of the round, spares too. Again for a round that is there: writes it anew (a launch that was interrupted). Refuses one in use. */
  create(round: RoundId, spares: ReadonlyMap<UnitId, number>, entries: readonly RollEntry[]): Promise<void>;
  /** The unit in which an invitation counts. Never its state. Undefined for an unknown token and for a spare that nobody was given. */
  unitOf(round: RoundId, tokenHash: Uint8Array): Promise<UnitId | undefined>;
  /** Claims the invitation, once. Any number at once: one is the first. */
  claim(round: RoundId, claim: Claim): Promise<ClaimOutcome>;
  /** Gives a spare invitation to somebody. Again for the same: `issued`. Replacements and additions of a unit together never pass its spares. */
  issueSpare(round: RoundId, tokenHash: Uint8Array): Promise<'issued' | 'none-left' | 'stopped' | 'unknown'>;
  /** The holder says that what was fetched with this invitation was not fetched by them. Once an invitation; ignored for one that nobody fetched. */
  sayNotMe(round: RoundId, tokenHash: Uint8Array): Promise<void>;
  /** People who have collected a ballot so far (replacements not counted again). 0 once the roll was overwritten. */
  collected(round: RoundId): Promise<number>;
  /** From here on nothing is claimed or issued. */
  stop(round: RoundId): Promise<void>;
  /** Undefined once the roll was overwritten. */
  totals(round: RoundId): Promise<RollTotals | undefined>;
  /** Overwrites every record, whole, with one value. Nothing of the round can be asked afterwards. */
  overwrite(round: RoundId): Promise<void>;
  /** Removes the roll of a round that nobody was ever invited to, whole or half written. Nothing there is no fault. */
  destroy(round: RoundId): Promise<void>;
  close(): Promise<void>;
}
