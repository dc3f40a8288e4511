import type { InvitationCode } from '#shared/ballot/link.js';
import type { Hash, Manifest, ManifestUnit } from '#shared/ballot/manifest.js';
import type { Receipt } from '#shared/ballot/receipt.js';
import type { RoundNow } from '#shared/contract/ballots.js';
import type { Answers } from '#shared/instrument/answers.js';
import type { ManifestFault } from '../protocol/check-manifest.js';
import type { Device, PendingBallot } from '../protocol/device.js';
import type { UnitKey } from '../protocol/unit-keys.js';

/** What is known of a round once its manifest has passed the browser's checks. */
export interface RoundFacts {
  code: InvitationCode;
  manifest: Manifest;
  now: RoundNow;
  device: Device;
}

/** And of the invitation, in a round that takes answers. */
export interface InvitationFacts extends RoundFacts {
  unit: ManifestUnit;
  keys: UnitKey[];
}

/** Answers in this tab, and where the reader was. */
export interface Draft {
  answers: Answers;
  page: number;
}

/** Why a browser does not go on: what came does not fit the link. */
export type Mistrust = ManifestFault | 'form-differs' | 'key-differs' | 'signature-wrong' | 'receipt-wrong';

/** Where an employee is. Each has a screen of its own. */
export type Screen =
  | { at: 'opening' }
  | { at: 'unsuitable' }
  | { at: 'link-incomplete' }
  | { at: 'link-unknown' }
  | { at: 'mistrusted'; why: Mistrust; hash: Hash }
  | { at: 'lost'; during: 'opening' | 'collecting' | 'sending' }
  | { at: 'refused'; code: string }
  | { at: 'not-open'; facts: RoundFacts }
  | { at: 'closed'; facts: RoundFacts; receipts: Receipt[]; late?: 'collecting' | 'sending'; counted?: true }
  | { at: 'cancelled'; facts: RoundFacts }
  | { at: 'start'; facts: InvitationFacts }
  | { at: 'unit'; facts: InvitationFacts; keeps: boolean }
  | { at: 'not-your-unit'; facts: InvitationFacts }
  | { at: 'collecting'; facts: InvitationFacts }
  | { at: 'waiting'; facts: InvitationFacts; pending: PendingBallot }
  | { at: 'sent'; facts: RoundFacts | InvitationFacts; receipts: Receipt[] }
  | { at: 'fetched-elsewhere'; facts: InvitationFacts; told: boolean }
  | { at: 'no-replacement-left'; facts: InvitationFacts; told: boolean }
  | { at: 'questions'; facts: InvitationFacts; draft: Draft }
  | { at: 'summary'; facts: InvitationFacts; draft: Draft }
  | { at: 'sending'; facts: InvitationFacts }
  | { at: 'receipt'; facts: InvitationFacts; receipt: Receipt }
  | { at: 'erased'; remains: 'nothing' | 'ballot' | 'receipt' };
