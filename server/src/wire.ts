import { randomBytes } from 'node:crypto';
import { table } from '#shared/contract/table.js';
import type { AccountNeeds } from './accounts/accounts.js';
import { type Background, background } from './background.js';
import type { Handlers } from './http/handler.js';
import { accountHandlers } from './http/handlers/accounts.js';
import { ballotHandlers } from './http/handlers/ballots.js';
import { castHandlers } from './http/handlers/casts.js';
import { packageHandlers, resultsHandlers } from './http/handlers/results.js';
import { rosterHandlers } from './http/handlers/roster.js';
import { roundHandlers } from './http/handlers/rounds.js';
import { signOnHandlers } from './http/handlers/sign-on.js';
import { ledgerHandlers } from './http/handlers/stewardship.js';
import { makeSigningKey, type SigningKey } from './keys/keys.js';
import { type MailNeeds, type Post, sendWaitingMail } from './mail/mail.js';
import { openRounds, publicKeysOf } from './open-rounds.js';
import { PublishedRounds } from './results/published-rounds.js';
import type { RosterNeeds } from './roster/roster.js';
import { type RoundNeeds, readCurrentClient } from './rounds/rounds.js';
import { createScheduler, type DueWorkNeeds, forgetKeys, type Scheduler } from './scheduler.js';
import type { Stores } from './stores.js';

export interface WireNeeds {
  stores: Stores;
  accounts: AccountNeeds;
  /** The built client, whose ballot page each launch keeps. */
  clientFolder: string;
  /** Demo and tests: a loopback or plain http address may stand in links. */
  allowInsecureBaseUrl: boolean;
  /** Undefined without SMTP_URL. */
  post: Post | undefined;
  /** The raw RSA private operation. */
  sign(privateKey: Uint8Array, blinded: Uint8Array): Promise<Uint8Array>;
  /** Left out: each key is made when it is needed. */
  makeSigningKey?: (() => Promise<SigningKey>) | undefined;
  /** Whether this process can do the work that is due; left out: it can. */
  able?(): Promise<boolean>;
  failed(job: string, fault: unknown): void;
}

/** Gives each use case what it needs, each row of the contract its handler, and the scheduler its jobs. */
export function wire(needs: WireNeeds) {
  const { stores, accounts, sign } = needs;
  const { registrar, roll, ballotBox, keys } = stores;
  const { rounds, results, outbox, ledger } = registrar;
  const { clock, sessionSecret } = accounts;
  const secrets = { keys, sessionSecret };
  const open = openRounds({ ...secrets, rounds, results, sign });
  const published = new PublishedRounds({ rounds, results });
  const wake = () => scheduler.runNow();
  const behind = background(needs.failed);
  const mail = { ...mailNeeds(needs, wake), stopping: behind.stopping };
  const closing: DueWorkNeeds['closing'] = {
    ...{ rounds, outbox, results, roll, ballotBox, keys, clock },
    publicKeys: (round) => publicKeysOf({ ...secrets, results }, round),
  };
  const round = roundNeeds(needs, wake, behind);
  const scheduler: Scheduler = createScheduler({
    access: registrar.access,
    rounds: round,
    closing,
    ...(needs.post ? { sendMail: () => sendWaitingMail(mail) } : {}),
    lease: rounds,
    holder: randomBytes(8).toString('hex'),
    ...(needs.able ? { able: needs.able } : {}),
    clock,
    failed: needs.failed,
  });
  const ownWork = forgetKeys({ openRounds: open, failed: needs.failed });
  const roster: RosterNeeds = { registrar, clock, random: accounts.random };
  const handlers = {
    ...accountHandlers(accounts),
    ...signOnHandlers(accounts),
    ...rosterHandlers(roster),
    ...roundHandlers(round, mail),
    ...resultsHandlers({ rounds, results, published, ledger, clock }),
    ...ledgerHandlers(accounts),
    ...packageHandlers({ rounds, results, countedBallots: (id) => ballotBox.streamPackage(id) }),
    ...ballotHandlers({ rounds, results, published, openRounds: open, roll, clock }),
    ...castHandlers({ openRounds: open, ballotBox, clock }),
  } satisfies Handlers<typeof table>;
  return { contract: table, handlers, scheduler, ownWork, background: behind, roster, rounds: round, openRounds: open };
}

function roundNeeds(
  { stores, accounts, clientFolder, allowInsecureBaseUrl, post, makeSigningKey: ownKeys }: WireNeeds,
  wake: () => void,
  background: Background,
): RoundNeeds {
  const { registrar, roll, ballotBox, keys } = stores;
  const { clock, random, sessionSecret, baseUrl } = accounts;
  return {
    ...{ registrar, roll, ballotBox, keys, sessionSecret, clock, random, baseUrl, allowInsecureBaseUrl },
    mailConfigured: post !== undefined,
    makeSigningKey: ownKeys ?? makeSigningKey,
    currentClient: () => readCurrentClient(clientFolder),
    background,
    wake,
  };
}

function mailNeeds({ stores: { registrar, keys }, accounts, post }: WireNeeds, wake: () => void): MailNeeds {
  const { clock, sessionSecret, baseUrl } = accounts;
  return { registrar, keys, clock, sessionSecret, baseUrl, post, wake };
}
