import type { RoundId } from '#shared/ballot/manifest.js';
import { Refusal } from '#shared/contract/refusal.js';
import type { InvitationMail } from '#shared/contract/rounds.js';
import { COMPLETE_LANGUAGES } from '#shared/instrument/language/languages.js';
import { isUnderWay } from '#shared/round/states.js';
import { NO_SUCH_ROUND } from '../no-such-round.js';
import type { Invitation, RoundRecord } from '../storage/port/registrar/rounds.js';
import { invitationText, termsOf } from './invitation-text.js';
import type { MailNeeds } from './mail-needs.js';

export interface MailOf {
  organisation: string;
  round: RoundId;
}

const MOST_FAILURES = 100;
/** As long as a real one, so that the text looks as it will. */
const PLACEHOLDER = { code: `${'·'.repeat(26)}.${'·'.repeat(52)}`, name: '···' };

/** The invitation as it will be read, with a placeholder where each person's link stands, and how its delivery goes. */
export async function readInvitationMail(needs: MailNeeds, input: MailOf): Promise<InvitationMail> {
  const { record, about } = await findMailRound(needs, input);
  const { outbox } = needs.registrar;
  const terms = termsOf(record, about, needs.baseUrl);
  const texts = COMPLETE_LANGUAGES.map((language) => ({ language, ...invitationText(terms, { ...PLACEHOLDER, language }) }));
  const { waiting, sent, failed } = await outbox.counts(record.id);
  const failedCount = await outbox.countFailures(record.id);
  return {
    configured: needs.post !== undefined,
    texts,
    waiting,
    sent,
    failed: await failuresOf(needs, record.id),
    failedCount,
    retrying: Math.max(0, failedCount - failed),
    unreached: await countUnreached(needs, record.id),
  };
}

/** Tries everything that failed again, from now. Refuses a round that is not under way. */
export async function retryFailedMail(needs: MailNeeds, input: MailOf): Promise<InvitationMail> {
  const { record } = await findMailRound(needs, input);
  refuseUnlessUnderWay(record);
  await needs.registrar.outbox.retryFailed(record.id, needs.clock.now().toISOString());
  needs.wake();
  return readInvitationMail(needs, input);
}

export async function findMailRound({ registrar }: MailNeeds, { organisation, round }: MailOf) {
  const record = await registrar.rounds.read(organisation, round);
  const about = await registrar.organisations.read(organisation);
  if (!record || !about) throw new Refusal('not-found', NO_SUCH_ROUND);
  return { record, about };
}

export function refuseUnlessUnderWay({ state }: RoundRecord): void {
  if (isUnderWay(state)) return;
  throw new Refusal('round-not-open', {
    reason: 'The round is not under way.',
    remedy: 'Links are there from the launch to the end of a round.',
  });
}

/** Tells whom no mail reaches: nobody without SMTP_URL, nobody without an address, and nobody whose mail failed for good. */
export async function unreachedBy({ registrar: { outbox }, post }: MailNeeds, round: RoundId): Promise<(of: Invitation) => boolean> {
  if (post === undefined) return ({ invitee }) => invitee !== null;
  const failing = await outbox.countFailures(round);
  const failures = failing === 0 ? [] : await outbox.failures(round, failing);
  const failed = new Set(failures.filter(({ forGood }) => forGood).map(({ invitation }) => invitation));
  return ({ id, invitee }) => invitee !== null && (invitee.email === null || failed.has(id));
}

/** How many of a round were never written to. */
function countUnreached({ registrar: { rounds }, post }: MailNeeds, round: RoundId): Promise<number> {
  return post === undefined ? rounds.countInvited(round) : rounds.countWithoutAddress(round);
}

async function failuresOf({ registrar: { outbox, rounds } }: MailNeeds, round: RoundId): Promise<InvitationMail['failed']> {
  const failed: InvitationMail['failed'] = [];
  for (const { invitation, reason } of await outbox.failures(round, MOST_FAILURES)) {
    const invitee = (await rounds.invitation(round, invitation))?.invitee;
    if (invitee?.email) failed.push({ name: invitee.name, email: invitee.email, reason });
  }
  return failed;
}
