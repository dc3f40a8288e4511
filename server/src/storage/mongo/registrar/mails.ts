import { idWithin } from './round-records.js';
import type { MailDocument } from './rounds-documents.js';

/** Nobody is sent a link that does not open yet. Both as ISO texts; the reply to the millisecond, as texts are compared. */
export function laterOf(at: string, opens: string): string {
  return new Date(Math.max(Date.parse(at), Date.parse(opens))).toISOString();
}

const KIND = 'invitation';

/** How the ids of a launch's mails begin. */
export const mailsWithin = (attempt: string): string => `${KIND}:${idWithin(attempt, '')}`;

/** A mail that waits from `nextTry`. One an invitation: its id says so. */
export function waitingMail(organisation: string, round: string, attempt: string, invitation: string, nextTry: string): MailDocument {
  return {
    ...{ _id: `${KIND}:${idWithin(attempt, invitation)}`, organisation, round, attempt, invitation, kind: KIND },
    ...{ state: 'waiting', tries: 0, takes: 0, nextTry, reason: null },
  };
}
