import type { Hash, Instant, Manifest, RoundId, UnitId } from '#shared/ballot/manifest.js';
import type { RoundDraft, RoundEvent } from '#shared/contract/rounds.js';
import type { RoundState } from '#shared/round/states.js';

/** Where people of a roster unit answer: its members, and who leads it (one level up). */
export interface Home {
  members: UnitId;
  leaders: UnitId;
}

/** A round as the registrar keeps it. Everything below `manifest` is null or empty in a draft. */
export interface RoundRecord {
  organisation: string;
  id: RoundId;
  state: RoundState;
  draft: RoundDraft;
  /** Grows with every change of the draft: a launch freezes the one it read. */
  revision: number;
  createdAt: string;
  manifest: Manifest | null;
  manifestHash: Hash | null;
  /** Roster units, as they were at launch, and the reporting units their people answer in. */
  homes: Readonly<Record<string, Home>>;
  launchedAt: string | null;
  /** When collecting ends as it stands now: an extension or an early end moves it. In a draft the draft's own. */
  closes: Instant;
  closeAskedAt: string | null;
  cancelledBecause: string | null;
  publishedAt: string | null;
  /** Of a cancelled round: its ballots, roll and keys are destroyed. */
  cleared: boolean;
}

/** Somebody as they stood on the roster at launch or when they were added: a later roster changes no round. */
export interface Invitee {
  person: string;
  name: string;
  email: string | null;
  language: string;
}

/** Its token is made from `id` and the round's mail key, and kept nowhere. A spare that nobody was given has no invitee. */
export interface Invitation {
  /** 32 random bytes in base64url. */
  id: string;
  unit: UnitId;
  spare: boolean;
  invitee: Invitee | null;
}

/** All that a launch writes into the registrar, in one act. */
export interface Freeze {
  organisation: string;
  id: RoundId;
  /** The revision of the draft the launch was made from. */
  revision: number;
  manifest: Manifest;
  manifestHash: Hash;
  homes: Readonly<Record<string, Home>>;
  invitations: readonly Invitation[];
  /** Whether a mail waits for everybody who has an address. */
  queueMail: boolean;
  event: RoundEvent;
  /** Told now and then how many of the invitations are written: with 100,000 somebody waits. What it throws ends the freezing, and nothing of it stands. */
  written?: (invitations: number) => void;
}

/** Whom a spare is given to, and why: the steward reads it. */
export interface SpareGiven {
  unit: UnitId;
  invitee: Invitee;
  reason: string;
}

/** A spare that is kept for somebody whom the roll may not know yet. */
export interface HeldSpare {
  round: RoundId;
  invitation: string;
  /** Null where an older program kept it. */
  reason: string | null;
}

export type SpareOutcome = { outcome: 'assigned'; invitation: Invitation } | { outcome: 'already-invited' } | { outcome: 'none-left' };

export interface ParticipationDay {
  /** Local day of the organisation. */
  day: string;
  /** Rounded down to 5; null under the threshold. */
  collected: number | null;
}

/** Rounds of every organisation, from draft to published. Never an answer, a token, or whether somebody took part. */
export interface Rounds {
  create(round: { organisation: string; id: RoundId; draft: RoundDraft; event: RoundEvent }): Promise<void>;
  read(organisation: string, id: RoundId): Promise<RoundRecord | undefined>;
  /** Newest first. */
  list(organisation: string): Promise<RoundRecord[]>;
  /** A launched round of any organisation, by the hash in its links. */
  byManifest(hash: Hash): Promise<RoundRecord | undefined>;
  /** A round of any organisation, for routes that carry its id and no account. */
  byId(id: RoundId): Promise<RoundRecord | undefined>;
  /** What may change of a launched round: all that collecting and casting need to read each time. */
  standing(id: RoundId): Promise<Pick<RoundRecord, 'state' | 'closes'> | undefined>;
  /** Of every organisation: for the scheduler and at start. */
  allInStates(states: readonly RoundState[]): Promise<RoundRecord[]>;
  /** `frozen` when it is no draft any more. */
  changeDraft(organisation: string, id: RoundId, draft: RoundDraft): Promise<'changed' | 'frozen'>;
  deleteDraft(organisation: string, id: RoundId): Promise<'deleted' | 'frozen'>;
  /** Draft to scheduled, with manifest, invitations and waiting mail, or nothing of it: `overtaken` when the draft was changed, launched or deleted meanwhile. */
  freeze(freeze: Freeze): Promise<'frozen' | 'overtaken'>;
  /** Moves the round on if it is in `from`, and enters the event with it. False when another was first. `cancelled` keeps the event's reason; the two published ends keep its time. */
  become(id: RoundId, from: RoundState, to: RoundState, event: RoundEvent): Promise<boolean>;
  /** Moves the end of an open round. False when it is open no more, or its end is another one than `from` by then. */
  moveClose(id: RoundId, closes: { from: Instant; to: Instant }, event: RoundEvent): Promise<boolean>;
  /** Says that nothing of a cancelled round is left in the other stores. */
  markCleared(id: RoundId): Promise<void>;
  addEvent(id: RoundId, event: RoundEvent): Promise<void>;
  /** Oldest first. */
  events(id: RoundId): Promise<RoundEvent[]>;

  /** Everybody who was invited; spares that nobody was given are left out. In the order of their random ids. */
  invitations(id: RoundId): AsyncIterable<Invitation>;
  invitation(id: RoundId, invitation: string): Promise<Invitation | undefined>;
  /** People invited so far, additions included. */
  countInvited(id: RoundId): Promise<number>;
  /** Those of them who have no address. Counted where they are kept: HR's page asks every few seconds, of 100,000. */
  countWithoutAddress(id: RoundId): Promise<number>;
  /** Which of these people are invited, additions included. */
  invitedAmong(id: RoundId, people: readonly string[]): Promise<Set<string>>;
  /** Keeps a spare invitation of the unit for somebody. Again before `confirmSpare`: the same one, with the reason given first. */
  assignSpare(id: RoundId, given: SpareGiven): Promise<SpareOutcome>;
  /** Of every organisation: kept, and neither confirmed nor released. Each was interrupted, or is under way. */
  heldSpares(): Promise<HeldSpare[]>;
  /** The roll knows it now: the invitation counts, its mail waits, the event is entered. */
  confirmSpare(id: RoundId, invitation: string, queueMail: boolean, event: RoundEvent): Promise<void>;
  /** The roll had none left: nobody has it. */
  releaseSpare(id: RoundId, invitation: string): Promise<void>;
  /** Of every organisation: rounds that are over, and whose invitations are still there. */
  namingInvited(): Promise<RoundRecord[]>;
  /**
   * Removes the invitations of a round that is over, and their mail; what is counted of both (here and in the outbox) is told as before, for good.
   * Cut off anywhere, the round is among `namingInvited` until it is done again. One that is not over is left as it is.
   */
  forgetInvited(id: RoundId): Promise<void>;

  /** The first figure of a day stays. True when this one is it. */
  recordParticipation(id: RoundId, day: ParticipationDay): Promise<boolean>;
  /** Oldest first. */
  participation(id: RoundId): Promise<ParticipationDay[]>;

  /**
   * True when `holder` has the lease until `until`: it was free, had run out, was theirs, or ends so late (`latestEnd`) that only a clock
   * which was ahead can have set it. Times are ISO. `note` is kept with it in the place of an earlier one.
   */
  takeLease(lease: { name: string; holder: string; until: string; now: string; note?: string }): Promise<boolean>;
  /** The lease as it was last taken, also when it has run out; undefined once it is dropped. */
  readLease(name: string): Promise<{ until: string; note: string | null } | undefined>;
  /** Names of leases that begin so, also of those that have run out, in their order. */
  leasesNamed(beginning: string): Promise<string[]>;
  dropLease(name: string, holder: string): Promise<void>;
}
