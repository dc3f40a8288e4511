import type { RoundId } from '#shared/ballot/manifest.js';

/** One mail to be rendered at sending. It names an invitation and holds no address and no token. */
export interface WaitingMail {
  id: string;
  organisation: string;
  round: RoundId;
  invitation: string;
  kind: 'invitation';
  /** Tries so far. */
  tries: number;
}

export interface MailCounts {
  waiting: number;
  sent: number;
  failed: number;
}

/** Mail that waits, was sent, or failed for good. Rows are made by the acts that cause them (`freeze`, `confirmSpare`). */
export interface Outbox {
  /** Mails that are due, kept from every other process until `until`. Times are ISO. */
  take(now: string, until: string, limit: number): Promise<WaitingMail[]>;
  markSent(id: string): Promise<void>;
  /** To be tried again from `nextTry`, with the reason of this failure. */
  postpone(id: string, nextTry: string, reason: string): Promise<void>;
  markFailed(id: string, reason: string): Promise<void>;
  /** The round is over: what still waits is not sent any more. */
  giveUp(round: RoundId, reason: string): Promise<void>;
  counts(round: RoundId): Promise<MailCounts>;
  /** Failed for good, or failing so far. */
  failures(round: RoundId, limit: number): Promise<{ invitation: string; reason: string; forGood: boolean }[]>;
  countFailures(round: RoundId): Promise<number>;
  /** Everything that failed waits again, from now. */
  retryFailed(round: RoundId, now: string): Promise<void>;
}
