import type { BallotId } from '#shared/ballot/ballot.js';
import type { BallotKind, RoundId, UnitId } from '#shared/ballot/manifest.js';
import type { BoxKeeping } from './box-keeping.js';

/** A ballot as it lies in the box: no round (the box is the round's), no time, nothing of who cast it. */
export interface BoxBallot {
  id: BallotId;
  unit: UnitId;
  kind: BallotKind;
  /** 256 bytes. */
  signature: Uint8Array;
  /** One code a byte, in the order of the form's items. */
  answers: Uint8Array;
}

/** Sealed answers: nothing but a label and what was said. The label is a node of the reporting tree with enough ballots. */
export interface SealedAnswers {
  label: UnitId;
  answers: Uint8Array;
}

/** What the steward's package is made of. */
export interface SealedSignature {
  id: BallotId;
  unit: UnitId;
  kind: BallotKind;
  signature: Uint8Array;
}

/**
 * One box a round. While it is open its bytes are a function of the set of ballots, never of their order (SQLite), and no record holds a time.
 * After `seal` the closing room moves it on: package, answers, then `destroySlots`. Each step may be repeated and resumed.
 */
export interface BallotBox extends BoxKeeping {
  /**
   * Stores the ballot unless its id is there, the box is sealed, or its unit is full. On disk before it returns. Any number at once: one is `counted`.
   * A ballot that is there is `counted-before`, whatever answers come with it, also once the box is sealed and once only the package is left;
   * `sealed` therefore means that it was never counted. Refuses (RangeError) a unit that the plan does not know, and other lengths than the plan's.
   */
  castOnce(round: RoundId, ballot: BoxBallot): Promise<'counted' | 'counted-before' | 'unit-full' | 'sealed'>;
  /** From here on nothing is added: every ballot ever answered `counted` is in `stream`. Waits for casts under way. Again, also after later steps, is no fault. */
  seal(round: RoundId): Promise<void>;
  /**
   * Every ballot of the round, in no order that says when it was cast. Constant memory. Nothing once the slots are destroyed.
   * Nobody is held up by it: before the seal a ballot that is cast meanwhile may be missing, or another be there twice.
   */
  stream(round: RoundId): AsyncIterable<BoxBallot>;
  /** Ballots of a kind by unit. From the slots, or from the package once they are destroyed. */
  countByUnit(round: RoundId, kind: BallotKind): Promise<Map<UnitId, number>>;
  /** Ids and signatures, without answers, sorted by id, into a file of their own. Refused before `seal`. What is written stays as it is. */
  writePackage(round: RoundId): Promise<void>;
  streamPackage(round: RoundId): AsyncIterable<SealedSignature>;
  /** Answers without ids and signatures, under coarsened labels, sorted by label and content, into a file of their own. Units without a label are left out. Refused before `seal`. What is written stays as it is. */
  writeAnswers(round: RoundId, kind: BallotKind, labels: ReadonlyMap<UnitId, UnitId>): Promise<void>;
  /** Sealed answers in batches (one batch a row group, for speed), in their sorted order. Constant memory. */
  streamAnswers(round: RoundId, kind: BallotKind): AsyncIterable<readonly SealedAnswers[]>;
  /** Overwrites and removes the slots: from here on no id leads to an answer. Refused before the package is written. */
  destroySlots(round: RoundId): Promise<void>;
  /** Overwrites and removes the sealed answers (retention is over). The package stays. */
  destroyAnswers(round: RoundId): Promise<void>;
  close(): Promise<void>;
}
