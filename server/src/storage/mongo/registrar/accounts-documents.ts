import { Schema } from 'mongoose';
import type { Role } from '#shared/contract/roles.js';
import { PART, STRICT } from './strict.js';

/** A change of roles, or a removal (`roles` null), that is decided and perhaps not carried out yet. */
export interface StaffChange {
  account: string;
  roles: Role[] | null;
}

export interface OrganisationDocument {
  _id: string;
  name: string;
  timeZone: string;
  language: string;
  sample: boolean;
  createdAt: string;
  /** Grows with every change that could take the last HR away: such changes are made one after the other. */
  staffRevision: number;
  staffChange: StaffChange | null;
}

/** One document, until the installation is set up. */
export interface SetupDocument {
  _id: string;
  hash: string | null;
  /** JSON of the organisation and its first account, from the moment the token is spent until both are written. */
  foundation: string | null;
}

export interface AccountDocument {
  /** Its e-mail address: one account an address holds on every server, sharded ones too. */
  _id: string;
  organisation: string;
  account: string;
  name: string;
  roles: Role[];
  password: string | null;
  twoFactor: string | null;
  twoFactorProposed: string | null;
  codeStep: number;
  /** Issuer and subject; `unbound` and the address before it is bound, as a unique index takes one null. */
  subject: string;
  /** At most one link waits for an account: spending it is one change of one document. */
  link: { hash: string; purpose: string; expires: string } | null;
  /** Sessions of an earlier epoch have ended, but the one that is spared. */
  sessionEpoch: number;
  sparedSession: string | null;
  /** That of the organisation when the roles were changed last. */
  staffRevision: number;
  createdAt: string;
}

export interface SessionDocument {
  /** SHA-256 of the token, hexadecimal. */
  _id: string;
  organisation: string;
  account: string;
  /** That of the account when it began. */
  epoch: number;
  expires: string;
}

export interface TriesDocument {
  _id: string;
  count: number;
  windowEnds: string;
}

/** Running numbers: the order of a ledger's entries of the same moment. */
export interface CounterDocument {
  _id: string;
  value: number;
}

export interface LedgerDocument {
  /** ORGANISATION/NUMBER. */
  _id: string;
  organisation: string;
  number: number;
  at: string;
  who: string;
  act: string;
  subject: string;
  reason: string | null;
  /** While nobody has said how the act ended; left out from then on. */
  begun?: boolean;
}

export interface ViewDocument {
  /** ORGANISATION/NUMBER. */
  _id: string;
  organisation: string;
  number: number;
  at: string;
  who: string;
  roles: Role[];
  round: string;
  title: string;
}

/** Of no organisation. */
export interface ClientFileDocument {
  /** VERSION/PATH. */
  _id: string;
  content: Uint8Array;
}

const text = { type: String };
const list = { type: [String], default: undefined };

export const organisationSchema = new Schema<OrganisationDocument>(
  {
    ...{ _id: text, name: text, timeZone: text, language: text, sample: { type: Boolean }, createdAt: text },
    ...{ staffRevision: { type: Number }, staffChange: { type: new Schema({ account: text, roles: list }, PART), default: null } },
  },
  STRICT,
);

export const setupSchema = new Schema<SetupDocument>({ _id: text, hash: text, foundation: text }, STRICT);

export const accountSchema = new Schema<AccountDocument>(
  {
    ...{ _id: text, organisation: text, account: text, name: text, roles: list, password: text, createdAt: text },
    ...{ twoFactor: text, twoFactorProposed: text, codeStep: { type: Number }, subject: text },
    link: { type: new Schema({ hash: text, purpose: text, expires: text }, PART), default: null },
    ...{ sessionEpoch: { type: Number }, sparedSession: text, staffRevision: { type: Number } },
  },
  STRICT,
);
accountSchema.index({ account: 1 }, { name: 'by_id' });
accountSchema.index({ organisation: 1, name: 1 }, { name: 'of_organisation' });
accountSchema.index({ subject: 1 }, { name: 'by_subject', unique: true });
accountSchema.index({ 'link.hash': 1 }, { name: 'by_link' });

export const sessionSchema = new Schema<SessionDocument>(
  { _id: text, organisation: text, account: text, epoch: { type: Number }, expires: text },
  STRICT,
);
sessionSchema.index({ account: 1 }, { name: 'of_account' });
sessionSchema.index({ expires: 1 }, { name: 'by_end' });

export const triesSchema = new Schema<TriesDocument>({ _id: text, count: { type: Number }, windowEnds: text }, STRICT);
triesSchema.index({ windowEnds: 1 }, { name: 'by_end' });

export const counterSchema = new Schema<CounterDocument>({ _id: text, value: { type: Number } }, STRICT);

const entry = { _id: text, organisation: text, number: { type: Number }, at: text, who: text };
export const ledgerSchema = new Schema<LedgerDocument>(
  { ...entry, act: text, subject: text, reason: text, begun: { type: Boolean } },
  STRICT,
);
ledgerSchema.index({ organisation: 1, at: -1, number: -1 }, { name: 'newest_first' });
export const viewSchema = new Schema<ViewDocument>({ ...entry, roles: list, round: text, title: text }, STRICT);
viewSchema.index({ organisation: 1, at: -1, number: -1 }, { name: 'newest_first' });

export const clientFileSchema = new Schema<ClientFileDocument>({ _id: text, content: { type: Schema.Types.Buffer } }, STRICT);
