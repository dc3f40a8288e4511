import { setTimeout } from 'node:timers/promises';
import { writeInvitationCode } from '#shared/ballot/link.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import { isUnderWay } from '#shared/round/states.js';
import { tokenOf } from '../invitations/tokens.js';
import { readMailKey } from '../keys/keys.js';
import type { WaitingMail } from '../storage/port/registrar/outbox.js';
import { StoreUnavailable } from '../storage/port/store-unavailable.js';
import { type InvitationTerms, invitationText, termsOf } from './invitation-text.js';
import type { MailNeeds } from './mail-needs.js';
import { CONNECTIONS, type Letter, type MailServerAway, type Post, type PostOutcome } from './post.js';

/** A process that dies with mails in its hands lets go of them after this. Long enough for a slow server to take a whole batch. */
const HOLD_MS = 10 * 60_000;
/** A letter is not begun later than this after it was taken, so that it is handed over before the process lets go of it. */
const BEGIN_MS = HOLD_MS / 2;
const BATCH = 30;
const BATCHES_A_TURN = 5;
/** Nor is another batch begun in a turn that has lasted so long: rounds open and close between turns. */
const TURN_MS = 10_000;
/** A store that was away for a few minutes still learns what was sent. */
const MARKS = 60;
const MARK_AGAIN_MS = 1_000;
/** Minutes to the next try after each failure; after the last the mail has failed. */
const BACK_OFF = [1, 5, 15, 60, 240, 720, 1440];

interface MailRound {
  terms: InvitationTerms;
  codeFor(invitation: string): string;
}

/**
 * Sends mail that is due, a few batches; when there may be more it asks for another turn, so that nothing else that is due waits for mail.
 * Tokens are made while a mail is rendered and are kept nowhere, nor is anything about whom it was sent to.
 * Ends early, and throws MailServerAway, when the mail server cannot be used; what failed is tried again later, at growing distances.
 */
export async function sendWaitingMail(needs: MailNeeds): Promise<void> {
  const { post } = needs;
  if (!post) return;
  const rounds = new Map<RoundId, Promise<MailRound | undefined>>();
  const endsBy = new Date(needs.clock.now().getTime() + TURN_MS);
  for (let batch = 0; batch < BATCHES_A_TURN && needs.clock.now() <= endsBy; batch += 1) {
    if (needs.stopping?.aborted) return;
    const now = needs.clock.now();
    const due = await needs.registrar.outbox.take(now.toISOString(), later(now, HOLD_MS), BATCH);
    if (due.length === 0) return;
    const begunBy = new Date(now.getTime() + BEGIN_MS);
    const away = await sendBatch(needs, post, { due, begunBy, rounds });
    if (away) throw away;
  }
  needs.wake();
}

interface Batch {
  due: readonly WaitingMail[];
  begunBy: Date;
  rounds: Map<RoundId, Promise<MailRound | undefined>>;
}

async function sendBatch(needs: MailNeeds, post: Post, { due, begunBy, rounds }: Batch): Promise<MailServerAway | undefined> {
  const next = due[Symbol.iterator]();
  let away: MailServerAway | undefined;
  const work = async () => {
    for (const mail of next) {
      if (away) {
        await keepFor(needs, mail, AWAY);
        continue;
      }
      const round = rounds.get(mail.round) ?? readMailRound(needs, mail);
      rounds.set(mail.round, round);
      const letter = await letterFor(needs, mail, await round);
      // A process that stood still has let go of what it holds, and another may have sent it: it comes again by itself.
      if (needs.clock.now() > begunBy) return;
      const result = await sendOne(needs, post, mail, letter);
      if (result.outcome === 'away') away ??= result.fault;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  return away;
}

const AWAY = 'The mail server cannot be reached.';

async function sendOne(needs: MailNeeds, post: Post, mail: WaitingMail, letter: Letter | undefined): Promise<PostOutcome> {
  const { outbox } = needs.registrar;
  if (!letter) {
    const over = 'The round is over.';
    await outbox.markFailed(mail.id, over);
    return { outcome: 'refused', reason: over };
  }
  const result = await post.send(letter);
  if (result.outcome === 'sent') await markSent(needs, mail);
  else if (result.outcome === 'refused') await outbox.markFailed(mail.id, result.reason);
  else await keepFor(needs, mail, result.reason);
  return result;
}

/** While the store is away this is tried again: what is sent and not marked would be sent once more. */
async function markSent({ registrar: { outbox }, stopping }: MailNeeds, { id }: WaitingMail): Promise<void> {
  for (let left = MARKS - 1; ; left -= 1) {
    try {
      return await outbox.markSent(id);
    } catch (fault) {
      if (!(fault instanceof StoreUnavailable) || left === 0 || stopping?.aborted) throw fault;
    }
    await setTimeout(MARK_AGAIN_MS);
  }
}

async function keepFor({ registrar: { outbox }, clock }: MailNeeds, { id, tries }: WaitingMail, reason: string): Promise<void> {
  const minutes = BACK_OFF[tries];
  if (minutes === undefined) await outbox.markFailed(id, reason);
  else await outbox.postpone(id, later(clock.now(), minutes * 60_000), reason);
}

/** Undefined for a round that takes no more answers: its links lead nowhere. */
async function readMailRound(needs: MailNeeds, { round, organisation }: WaitingMail): Promise<MailRound | undefined> {
  const record = await needs.registrar.rounds.read(organisation, round);
  const about = await needs.registrar.organisations.read(organisation);
  const mailKey = await readMailKey(needs, round);
  const hash = record?.manifestHash;
  if (!record || !about || !mailKey || !hash || !isUnderWay(record.state)) return undefined;
  const codeFor = (invitation: string) => writeInvitationCode({ token: tokenOf(mailKey, invitation), manifest: hash });
  return { terms: termsOf(record, about, needs.baseUrl), codeFor };
}

async function letterFor(needs: MailNeeds, { round, invitation }: WaitingMail, about: MailRound | undefined): Promise<Letter | undefined> {
  if (!about) return undefined;
  const { terms, codeFor } = about;
  const invitee = (await needs.registrar.rounds.invitation(round, invitation))?.invitee;
  if (!invitee?.email) return undefined;
  const { name, email, language } = invitee;
  return { to: { name, address: email }, ...invitationText(terms, { name, language, code: codeFor(invitation) }) };
}

function later(now: Date, ms: number): string {
  return new Date(now.getTime() + ms).toISOString();
}
