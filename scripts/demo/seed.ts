import { inviteColleague } from '#server/accounts/colleagues.js';
import { useOneTimeLink as redeemLink } from '#server/accounts/one-time-links.js';
import { readSession } from '#server/accounts/sessions.js';
import { tokenOf } from '#server/invitations/tokens.js';
import { readMailKey } from '#server/keys/keys.js';
import { setUp } from '#server/organisations/set-up.js';
import { importRoster, previewRoster } from '#server/roster/roster.js';
import { createRound, launchRound } from '#server/rounds/rounds.js';
import type { RunningServer } from '#server/start-server.js';
import { writeInvitationCode } from '#shared/ballot/link.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import type { Receipt } from '#shared/ballot/receipt.js';
import type { RoundDraft } from '#shared/contract/rounds.js';
import { instrumentOf } from '#shared/instrument/core.js';
import {
  answersAtAll,
  SAMPLE,
  type SampleItem,
  type SampleUnit,
  sampleAnswers,
  sampleEmployee,
  samplePerson,
  sampleRoster,
} from './sample-organisation.js';
import { type Invited, voteAll } from './voter.js';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A clock that can be put to another day, and runs on from there; `release` sets it right. */
export class MovableClock {
  private offset = 0;
  now = (): Date => new Date(Date.now() + this.offset);
  moveTo(moment: Date): void {
    this.offset = moment.getTime() - Date.now();
  }
  release(): void {
    this.offset = 0;
  }
}

export interface SampleAccount {
  role: 'hr' | 'executive' | 'steward';
  name: string;
  email: string;
  password: string;
}

export const SAMPLE_ACCOUNTS: readonly SampleAccount[] = [
  { role: 'hr', name: 'Henrike Roth', email: 'hr@aldermoor.example', password: 'calm-harbour-lantern' },
  { role: 'executive', name: 'Edgar Exner', email: 'executive@aldermoor.example', password: 'quiet-meadow-compass' },
  { role: 'steward', name: 'Stella Warden', email: 'steward@aldermoor.example', password: 'plain-river-whistle' },
];

export interface SampleRound {
  title: string;
  form: 'core' | 'pulse';
  /** Days from today at which it opens and may be closed; negative is the past. */
  opens: number;
  closes: number;
  graceMinutes: number;
  /** Steps by which a signal has come down by then. */
  relief: Readonly<Record<string, number>>;
  /** Share of those who would answer that have done so, 0 to 1. */
  answered: number;
}

const SAMPLE_ROUNDS: readonly SampleRound[] = [
  { title: 'First survey', form: 'core', opens: -112, closes: -98, graceMinutes: 60, relief: {}, answered: 1 },
  { title: 'Second survey', form: 'core', opens: -35, closes: -21, graceMinutes: 60, relief: { 'cc-storm': 0.55 }, answered: 1 },
  { title: 'Pulse', form: 'pulse', opens: -6, closes: 8, graceMinutes: 0, relief: { 'cc-storm': 0.55 }, answered: 0.8 },
];

export interface Seeded {
  /** Links of people who have not answered the open round. */
  links: string[];
  /** A receipt of the second published round. */
  receipt: Receipt;
}

/** Fills a new installation with the sample organisation: everything goes through the use cases, with real keys, ballots and closings. */
export async function seedSample(server: RunningServer, clock: MovableClock, say: (line: string) => void): Promise<Seeded> {
  const today = Date.now();
  clock.moveTo(new Date(today - 120 * DAY_MS));
  const organisation = await makeAccounts(server);
  await importSample(server, organisation);
  let receipt: Receipt | undefined;
  let links: string[] = [];
  for (const [at, round] of SAMPLE_ROUNDS.entries()) {
    say(`${round.title}: launching`);
    clock.moveTo(new Date(today + (round.opens - 1) * DAY_MS));
    const id = await launchSample(server, organisation, round, today);
    clock.moveTo(new Date(today + round.opens * DAY_MS + MINUTE_MS));
    await server.wired.scheduler.tick();
    const { voters, rest } = await splitVoters(server, id, at, round);
    say(`${round.title}: ${voters.length} people answer`);
    const receipts = await castAll(server, voters, at, round);
    receipt = at === 1 ? receipts[0] : receipt;
    links = rest.map((invited) => `${server.url}/b#${writeInvitationCode(invited)}`);
    if (round.closes > 0) continue;
    say(`${round.title}: closing`);
    await closeSample(server, clock, round, today);
  }
  clock.release();
  if (!receipt) throw new Error('no ballot of the second survey was cast');
  return { links, receipt };
}

async function makeAccounts({ accountNeeds, setupLink }: RunningServer): Promise<string> {
  const [first, ...others] = SAMPLE_ACCOUNTS;
  if (!setupLink || !first) throw new Error('the sample needs an empty data folder');
  const { name, email, password } = first;
  const session = await setUp(accountNeeds, {
    token: behindHash(setupLink),
    organisation: { ...SAMPLE },
    account: { name, email, password },
    address: '',
    sample: true,
  });
  const caller = await readSession(accountNeeds, session.token);
  if (!caller) throw new Error('the first account has no session');
  for (const { role, name, email, password } of others) {
    const { link } = await inviteColleague(accountNeeds, caller, { name, email, roles: [role] });
    await redeemLink(accountNeeds, { token: behindHash(link), password, address: '' });
  }
  return caller.organisation;
}

function behindHash(link: string): string {
  return new URL(link).hash.slice(1);
}

async function importSample({ wired: { roster } }: RunningServer, organisation: string): Promise<void> {
  async function* file() {
    yield new TextEncoder().encode(sampleRoster());
  }
  const upload = { organisation, mapping: {} };
  const { fingerprint, problems } = await previewRoster(roster, { ...upload, file: file() });
  if (problems.length > 0) throw new Error(`the sample roster is refused: ${JSON.stringify(problems[0])}`);
  const by = SAMPLE_ACCOUNTS[0]?.name ?? '';
  await importRoster(roster, { ...upload, file: file(), fingerprint, leaveOutProblems: false, by });
}

async function launchSample(
  { wired: { rounds } }: RunningServer,
  organisation: string,
  round: SampleRound,
  today: number,
): Promise<RoundId> {
  const by = SAMPLE_ACCOUNTS[0]?.name ?? '';
  const { id } = await createRound(rounds, { organisation, by, draft: draftOf(round, today) });
  await launchRound(rounds, { organisation, by, round: id as RoundId });
  return id as RoundId;
}

function draftOf({ title, form, opens, closes, graceMinutes }: SampleRound, today: number): RoundDraft {
  const instant = (days: number) => new Date(today + days * DAY_MS).toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    ...{ title, form, k: 5, graceMinutes, retentionDays: 14, readers: ['executive', 'hr'] },
    audience: 'Everybody on the staff of Aldermoor Instruments',
    opens: instant(opens),
    // The open round may be ended already, so that the demo can show a close.
    mayCloseFrom: instant(closes > 0 ? opens + 1 : closes),
    closes: instant(closes),
    mayExtendTo: instant(closes + 7),
    employeesSeeResultsFrom: instant(closes + 8),
  };
}

/** Collecting stops when it is due; the grace counts from the stop, and only after it is the round published, as its terms say. */
async function closeSample({ wired: { scheduler } }: RunningServer, clock: MovableClock, round: SampleRound, today: number): Promise<void> {
  clock.moveTo(new Date(today + round.closes * DAY_MS + MINUTE_MS));
  await scheduler.tick();
  clock.moveTo(new Date(clock.now().getTime() + (round.graceMinutes + 1) * MINUTE_MS));
  await scheduler.tick();
}

interface SampleVoter extends Invited {
  number: number;
  unit: SampleUnit;
}

/** Who answers in a round and who does not, by the sample's pattern. Tokens are made here as a mail would make them, and kept nowhere. */
async function splitVoters({ stores, accountNeeds: { sessionSecret } }: RunningServer, id: RoundId, at: number, { answered }: SampleRound) {
  const { rounds, roster } = stores.registrar;
  const record = await rounds.byId(id);
  const mailKey = await readMailKey({ keys: stores.keys, sessionSecret }, id);
  if (!record?.manifestHash || !mailKey) throw new Error('the round was not launched');
  const employees = new Map((await roster.people(record.organisation)).map((person) => [person.id, person.employeeId]));
  const voters: SampleVoter[] = [];
  const rest: SampleVoter[] = [];
  for await (const { id: invitation, invitee } of rounds.invitations(id)) {
    const { number, unit } = sampleEmployee(employees.get(invitee?.person ?? '') ?? '');
    const person = samplePerson(at + 1, number);
    const goes = answersAtAll(person, unit) && person.uniform() < answered;
    (goes ? voters : rest).push({ manifest: record.manifestHash, token: tokenOf(mailKey, invitation), number, unit });
  }
  return { voters, rest: rest.sort((a, b) => a.number - b.number) };
}

async function castAll(
  { wired, stores, accountNeeds: { clock } }: RunningServer,
  voters: readonly SampleVoter[],
  at: number,
  round: SampleRound,
) {
  const { roll, ballotBox } = stores;
  const place = { openRounds: wired.openRounds, roll, ballotBox, clock };
  const items = sampleItems(round);
  const answersOf = ({ number, unit }: SampleVoter) => {
    const person = samplePerson(at + 1, number);
    // Whether they answer at all took the first two draws.
    answersAtAll(person, unit);
    person.uniform();
    return sampleAnswers(person, unit, items, round.relief);
  };
  return voteAll(place, voters, answersOf);
}

function sampleItems({ form }: SampleRound): SampleItem[] {
  return instrumentOf(form).signals.flatMap(({ id: signal, items }) =>
    items.map(({ id, reversed = false, mayNotArise = false }) => ({ id, signal, reversed, mayNotArise })),
  );
}
