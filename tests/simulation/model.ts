import type { ParticipationDay, RoundRecord } from '#server/storage/port/registrar/rounds.js';
import type { BallotId } from '#shared/ballot/ballot.js';
import type { Hash, Manifest, RoundId, UnitId } from '#shared/ballot/manifest.js';
import type { Receipt } from '#shared/ballot/receipt.js';
import type { RoundEvent } from '#shared/contract/rounds.js';
import type { Answers } from '#shared/instrument/answers.js';
import type { Blinded } from '../../scripts/demo/blind.js';

/** `unsure`: the server failed while it was asked, so that it may have been done. */
export type Known = 'no' | 'yes' | 'unsure';

/** A blank ballot as a browser makes and keeps it. */
export interface Sheet {
  id: BallotId;
  unit: UnitId;
  blinded: Blinded;
  /** What was sent, in base64url. */
  sent: string;
  granted: Known;
  /** The blind signature, once it came back. */
  blindSignature?: string;
  signature?: string;
  counted: Known;
  /** What it may say: what was sent with it, up to the first time that it was acknowledged. */
  said: Answers[];
  receipt?: Receipt;
}

/** Somebody with an invitation. */
export interface Invited {
  invitation: string;
  person: string;
  email: string | null;
  token: string;
  unit: UnitId;
  added: boolean;
  sheets: Sheet[];
  notMe: Known;
}

/** A launched round as those outside know it. */
export interface LaunchedRound {
  id: RoundId;
  hash: Hash;
  manifest: Manifest;
  record: RoundRecord;
  invited: Invited[];
  /** People whose addition failed half-way: their spare may be taken. */
  additionsUnsure: Set<string>;
  /** Whether HR ever asked to cancel it. */
  cancelAsked: boolean;
  days: ParticipationDay[];
  /** People who had surely collected before the last operation. */
  collectedBefore: number;
  events: RoundEvent[];
  /** Public keys as invitations were told them (SPKI DER). */
  publicKeys: Map<UnitId, Uint8Array>;
  /** Letters taken by the mail server, by token, with the disturbances there had been before. */
  letters: Map<string, number>;
  /** The step of its closing record, and when collecting stopped. */
  closing?: { step: string; stoppedAt: string };
  published?: { snapshot: string; bulletin: string; ballots: ReadonlySet<string>; until: string };
  /** What was searched and compared once it was over. */
  checked: boolean;
  destroyed: boolean;
}

export interface Person {
  employeeId: string;
  unit: string;
  leads: boolean;
}

/** What was promised so far. */
export interface Model {
  people: Person[];
  nextPerson: number;
  drafts: RoundId[];
  rounds: LaunchedRound[];
  /** Rounds of which nothing is expected any more; they are looked at now and then. */
  over: LaunchedRound[];
}

/** Whether a ballot was fetched with the invitation. */
export function claimed({ sheets }: Pick<Invited, 'sheets'>): Known {
  return atLeast(1, sheets);
}

/** Whether a second one was, as the replacement: an invitation gives two at most. */
export function replaced({ sheets }: Pick<Invited, 'sheets'>): Known {
  return atLeast(2, sheets);
}

function atLeast(count: number, sheets: readonly Sheet[]): Known {
  const { least, most } = bounds(sheets.map(({ granted }) => granted));
  if (least >= count) return 'yes';
  return most >= count ? 'unsure' : 'no';
}

/** From so many surely to so many at most. */
export interface Bounds {
  least: number;
  most: number;
}

export function bounds(all: readonly Known[]): Bounds {
  const least = all.filter((known) => known === 'yes').length;
  return { least, most: least + all.filter((known) => known === 'unsure').length };
}

export function within({ least, most }: Bounds, count: number): boolean {
  return count >= least && count <= most;
}

/** Spare ballots of a unit that are used: replacements and additions. */
export function sparesUsed({ invited, additionsUnsure }: LaunchedRound, unit: UnitId): Bounds {
  const own = invited.filter((one) => one.unit === unit);
  const replacements = bounds(own.map(replaced));
  const additions = own.filter(({ added }) => added).length;
  return { least: replacements.least + additions, most: replacements.most + additions + additionsUnsure.size };
}
