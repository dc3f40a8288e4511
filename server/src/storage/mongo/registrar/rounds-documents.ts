import { Schema } from 'mongoose';
import type { RoundEvent } from '#shared/contract/rounds.js';
import type { InvitedCounts } from '../../invited-counts.js';
import { PART, STRICT } from './strict.js';

/**
 * A set of documents that is written before it counts. What belongs to it carries its id; it counts once the document of its owner (a round,
 * a roster, a publication) names it. Kept as long as anything of the set may be there.
 */
export interface AttemptDocument {
  _id: string;
  organisation: string;
  kind: 'launch' | 'roster' | 'publication';
  /** Id of the owner. */
  of: string;
  began: string;
}

export interface RosterDocument {
  /** The organisation. */
  _id: string;
  revision: number;
  importedAt: string | null;
  /** The attempt whose units and people are the roster. */
  attempt: string | null;
  /** Those under way from this revision. */
  attempts: string[];
}

export interface UnitDocument {
  /** ATTEMPT/UNIT. */
  _id: string;
  organisation: string;
  attempt: string;
  unit: string;
  position: number;
  name: string;
  parent: string | null;
  /** Directly in it. */
  people: number;
}

export interface PersonDocument {
  /** ATTEMPT/EMPLOYEE ID. */
  _id: string;
  organisation: string;
  attempt: string;
  person: string;
  employeeId: string;
  name: string;
  email: string | null;
  unit: string;
  leads: boolean;
  language: string;
  /** Name, e-mail and employee id in lower case. */
  search: string;
}

/** `key` is there for events that must be entered once however often an act is repeated. */
export type KeptEvent = RoundEvent & { key?: string };

export interface RoundDocument {
  _id: string;
  organisation: string;
  state: string;
  /** JSON, as `manifest` and `homes`. */
  draft: string;
  revision: number;
  createdAt: string;
  manifest: string | null;
  manifestHash: string | null;
  homes: string;
  launchedAt: string | null;
  closes: string;
  closeAskedAt: string | null;
  cancelledBecause: string | null;
  publishedAt: string | null;
  cleared: boolean;
  /** The attempt whose invitations and mails are the round's. */
  attempt: string | null;
  /** Launches under way. */
  attempts: string[];
  /** People invited at the launch. */
  invited: number;
  /** Null while invitations and mails themselves are counted; once they are gone `attempt` is null too. */
  invitedCounts: InvitedCounts | null;
  /** Whether any mail may wait. */
  mails: boolean;
  events: KeptEvent[];
  participation: { day: string; collected: number | null }[];
}

/** As launched, and never changed: who was given a spare later stands in the additions. */
export interface InvitationDocument {
  /** ATTEMPT/INVITATION. */
  _id: string;
  organisation: string;
  round: string;
  attempt: string;
  invitation: string;
  unit: string;
  spare: boolean;
  /** Nobody's yet. */
  free: boolean;
  person: string | null;
  name: string | null;
  email: string | null;
  language: string | null;
}

/** `held`: kept for somebody whom the roll does not know yet. */
export interface Addition {
  invitation: string;
  unit: string;
  state: 'held' | 'issued';
  person: string;
  name: string;
  email: string | null;
  language: string;
  /** Why they are added, while it is held; then it stands in the round's event alone. Not there where an older program wrote it. */
  reason?: string | null;
}

/** A unit's spares as launched. */
export interface SparesDocument {
  /** ATTEMPT/UNIT. */
  _id: string;
  organisation: string;
  round: string;
  attempt: string;
  unit: string;
  /** Invitations, in the order of their random ids. */
  spares: string[];
}

/** Who was given a spare of a launched round: one document, so that a person gets one and a spare goes to one. */
export interface AdditionsDocument {
  /** The attempt. */
  _id: string;
  organisation: string;
  round: string;
  attempt: string;
  given: Addition[];
}

export interface MailDocument {
  /** KIND:ATTEMPT/INVITATION. */
  _id: string;
  organisation: string;
  round: string;
  attempt: string;
  invitation: string;
  kind: string;
  state: 'waiting' | 'sent' | 'failed';
  tries: number;
  /** How often it was taken: of several takers who saw the same number one gets it. */
  takes: number;
  nextTry: string;
  reason: string | null;
}

export interface LeaseDocument {
  _id: string;
  holder: string;
  until: string;
  note: string | null;
}

const text = { type: String };
const number = { type: Number };
const yes = { type: Boolean };
const texts = { type: [String] };

export const attemptSchema = new Schema<AttemptDocument>({ _id: text, organisation: text, kind: text, of: text, began: text }, STRICT);
attemptSchema.index({ of: 1 }, { name: 'of_owner' });

export const rosterSchema = new Schema<RosterDocument>(
  { _id: text, revision: number, importedAt: text, attempt: text, attempts: texts },
  STRICT,
);

export const unitSchema = new Schema<UnitDocument>(
  { _id: text, organisation: text, attempt: text, unit: text, position: number, name: text, parent: text, people: number },
  STRICT,
);
unitSchema.index({ attempt: 1, position: 1 }, { name: 'in_tree_order' });

export const personSchema = new Schema<PersonDocument>(
  {
    ...{ _id: text, organisation: text, attempt: text, person: text, employeeId: text, name: text, email: text },
    ...{ unit: text, leads: yes, language: text, search: text },
  },
  STRICT,
);
personSchema.index({ attempt: 1, person: 1 }, { name: 'by_id' });
personSchema.index({ attempt: 1, unit: 1 }, { name: 'by_unit' });
personSchema.index({ attempt: 1, name: 1, person: 1 }, { name: 'by_name' });

const countsSchema = new Schema({ invited: number, withoutAddress: number, sent: number, failed: number }, PART);
const eventSchema = new Schema({ at: text, what: text, reason: text, key: text }, PART);
export const roundSchema = new Schema<RoundDocument>(
  {
    ...{ _id: text, organisation: text, state: text, draft: text, revision: number, createdAt: text, manifest: text, manifestHash: text },
    ...{ homes: text, launchedAt: text, closes: text, closeAskedAt: text, cancelledBecause: text, publishedAt: text, cleared: yes },
    ...{ attempt: text, attempts: texts, invited: number, mails: yes, events: { type: [eventSchema] } },
    invitedCounts: { type: countsSchema, default: null },
    participation: { type: [new Schema({ day: text, collected: number }, PART)] },
  },
  STRICT,
);
roundSchema.index({ organisation: 1, createdAt: -1 }, { name: 'newest_first' });
roundSchema.index({ state: 1 }, { name: 'by_state' });
roundSchema.index({ manifestHash: 1 }, { name: 'by_manifest' });
roundSchema.index({ mails: 1 }, { name: 'with_mail' });

export const invitationSchema = new Schema<InvitationDocument>(
  {
    ...{ _id: text, organisation: text, round: text, attempt: text, invitation: text, unit: text, spare: yes, free: yes },
    ...{ person: text, name: text, email: text, language: text },
  },
  STRICT,
);
invitationSchema.index({ attempt: 1, person: 1 }, { name: 'by_person' });

export const sparesSchema = new Schema<SparesDocument>(
  { _id: text, organisation: text, round: text, attempt: text, unit: text, spares: texts },
  STRICT,
);
sparesSchema.index({ attempt: 1 }, { name: 'of_launch' });

const additionSchema = new Schema(
  { invitation: text, unit: text, state: text, person: text, name: text, email: text, language: text, reason: text },
  PART,
);
export const additionsSchema = new Schema<AdditionsDocument>(
  { _id: text, organisation: text, round: text, attempt: text, given: { type: [additionSchema] } },
  STRICT,
);

additionsSchema.index({ 'given.state': 1 }, { name: 'by_state' });

export const mailSchema = new Schema<MailDocument>(
  {
    ...{ _id: text, organisation: text, round: text, attempt: text, invitation: text, kind: text, state: text },
    ...{ tries: number, takes: number, nextTry: text, reason: text },
  },
  STRICT,
);
mailSchema.index({ attempt: 1, state: 1, nextTry: 1 }, { name: 'due' });

export const leaseSchema = new Schema<LeaseDocument>({ _id: text, holder: text, until: text, note: text }, STRICT);
