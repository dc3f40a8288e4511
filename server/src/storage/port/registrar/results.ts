import type { Bulletin, Totals } from '#shared/ballot/bulletin.js';
import type { BallotKind, Hash, RoundId, UnitId } from '#shared/ballot/manifest.js';
import type { ReleasedTuples } from '#shared/results/released-tuples.js';
import type { Snapshot } from '#shared/results/snapshot.js';

/** What closing still needs to know of a reporting unit once the roll is overwritten and its keys are destroyed. */
export interface ClosedUnit {
  unit: UnitId;
  replacements: number;
  additions: number;
  /** Ballots in the sealed box, by kind. */
  counted: Partial<Record<BallotKind, number>>;
  /** SPKI DER in base64url: for the steward's package. */
  publicKeys: Partial<Record<BallotKind, string>>;
}

/** How far the closing of a round has come: what a process that takes over begins from. */
export interface ClosingRecord {
  round: RoundId;
  organisation: string;
  /** When collecting stopped. */
  stoppedAt: string;
  /** The last step that is done, by its name; the closing room knows their order. */
  step: string;
  /** Null until they are counted. */
  totals: Totals | null;
  units: readonly ClosedUnit[];
}

/** What a round leaves for good. */
export interface Publication {
  organisation: string;
  round: RoundId;
  manifest: Hash;
  /** ISO. */
  publishedAt: string;
  snapshot: Snapshot;
  /** Null when the round was published without results. */
  tuples: ReleasedTuples | null;
  bulletin: Bulletin;
  /** ISO; the sealed answers are destroyed from then on. */
  answersUntil: string;
}

export interface PublishedSnapshot {
  publishedAt: string;
  snapshot: Snapshot;
}

/** Closing records and what was published. A publication is written once and never changed. */
export interface Results {
  readClosing(round: RoundId): Promise<ClosingRecord | undefined>;
  /**
   * Keeps how far a closing has come, in the place of the record of step `after` (null: of none). False, and nothing is changed, when that is
   * not the last one any more: another process has gone on meanwhile.
   */
  keepClosing(record: ClosingRecord, after: string | null): Promise<boolean>;

  /** Snapshot, tuples and bulletin in one act. When the round is published already nothing changes: `published-before`. */
  publishOnce(publication: Publication): Promise<'published' | 'published-before'>;
  snapshot(organisation: string, round: RoundId): Promise<PublishedSnapshot | undefined>;
  /** The organisation's published rounds, oldest first. */
  published(organisation: string): Promise<RoundId[]>;
  /** What the latest of these rounds of the organisation that has results left for comparison. */
  latestTuples(organisation: string, among: readonly RoundId[]): Promise<ReleasedTuples | undefined>;
  /** Of any organisation: the bulletin is public. As the canonical text it was published in. */
  bulletin(manifest: Hash): Promise<string | undefined>;

  /** Rounds of any organisation whose answers are past their retention and not destroyed yet. */
  answersDue(now: string): Promise<RoundId[]>;
  markAnswersDestroyed(round: RoundId): Promise<void>;
}
