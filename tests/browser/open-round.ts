import { readSession } from '#server/accounts/sessions.js';
import { tokenOf } from '#server/invitations/tokens.js';
import { readMailKey } from '#server/keys/keys.js';
import { setUp } from '#server/organisations/set-up.js';
import { importRoster, previewRoster } from '#server/roster/roster.js';
import { createRound, launchRound } from '#server/rounds/rounds.js';
import type { RunningServer } from '#server/start-server.js';
import { writeInvitationCode } from '#shared/ballot/link.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import type { RoundDraft } from '#shared/contract/rounds.js';
import type { Answers } from '#shared/instrument/answers.js';
import type { MovableClock } from '../../scripts/demo/seed.js';
import { type Invited, voteAll } from '../../scripts/demo/voter.js';
import { aRosterFile } from '../builders/office.js';

export const HR = { name: 'Hana', email: 'hana@acme.test', password: 'seven quiet herons wading' };
const DAY_MS = 86_400_000;

export interface OpenRound {
  id: RoundId;
  /** Everybody who is invited, and the path and code of their links. */
  invited: (Invited & { code: string; link: string })[];
}

/** An organisation and an open round of it, made by the use cases; what comes before is shown through the browser elsewhere. */
export async function anOpenRound(server: RunningServer, clock: MovableClock, form: 'core' | 'pulse' = 'pulse'): Promise<OpenRound> {
  return openRoundOf(await acmeWithPeople(server), server, clock, { form });
}

/** The organisation Acme with thirty people in two units, one in each of whom has no address. */
export async function acmeWithPeople(server: RunningServer): Promise<string> {
  const organisation = await foundAcme(server);
  await importPeople(server, organisation, { Sales: 14, Works: 16 });
  return organisation;
}

/** A round that opened a minute ago; the clock is moved there. It is a pulse for HR to read unless the parts say otherwise. */
export async function openRoundOf(
  organisation: string,
  server: RunningServer,
  clock: MovableClock,
  parts: Partial<RoundDraft> = {},
): Promise<OpenRound> {
  const now = clock.now().getTime();
  const round = await aScheduledRound(server, organisation, { ...draftOf('pulse', now), ...parts });
  clock.moveTo(new Date(now + DAY_MS + 60_000));
  await server.wired.scheduler.tick();
  return round;
}

/** One that is launched and not open yet. */
export async function aScheduledRound(server: RunningServer, organisation: string, draft: RoundDraft): Promise<OpenRound> {
  const { rounds } = server.wired;
  const { id } = await createRound(rounds, { organisation, by: HR.name, draft });
  await launchRound(rounds, { organisation, by: HR.name, round: id as RoundId });
  return { id: id as RoundId, invited: await invitedTo(server, id as RoundId) };
}

/** Moves the clock past the end of a round and past its grace; it is published then. */
export async function closeRound({ wired: { scheduler }, stores }: RunningServer, clock: MovableClock, { id }: OpenRound): Promise<void> {
  const record = await stores.registrar.rounds.byId(id);
  if (!record) throw new Error('there is no such round');
  clock.moveTo(new Date(Date.parse(record.closes) + 60_000));
  await scheduler.tick();
  clock.moveTo(new Date(clock.now().getTime() + (record.draft.graceMinutes + 1) * 60_000));
  await scheduler.tick();
}

/** So many of those who are invited answer, each as told by their number. */
export async function answerIn(
  { wired, stores, accountNeeds: { clock } }: RunningServer,
  voters: readonly Invited[],
  answersOf: (at: number) => Answers,
): Promise<void> {
  const polling = { openRounds: wired.openRounds, roll: stores.roll, ballotBox: stores.ballotBox, clock };
  await voteAll(
    polling,
    voters.map((voter, at) => ({ ...voter, at })),
    ({ at }) => answersOf(at),
  );
}

/** The organisation Acme with its first HR account. */
export async function foundAcme({ accountNeeds, setupLink }: RunningServer): Promise<string> {
  const token = new URL(setupLink ?? '').hash.slice(1);
  const organisation = { name: 'Acme', timeZone: 'Europe/Berlin', language: 'en' };
  const session = await setUp(accountNeeds, { token, organisation, account: HR, address: '', sample: false });
  const caller = await readSession(accountNeeds, session.token);
  if (!caller) throw new Error('the first account has no session');
  return caller.organisation;
}

async function importPeople({ wired: { roster } }: RunningServer, organisation: string, units: Record<string, number>): Promise<void> {
  async function* file() {
    yield new TextEncoder().encode(aRosterFile(units));
  }
  const upload = { organisation, mapping: {} };
  const { fingerprint } = await previewRoster(roster, { ...upload, file: file() });
  await importRoster(roster, { ...upload, file: file(), fingerprint, leaveOutProblems: false, by: HR.name });
}

export function draftOf(form: 'core' | 'pulse', now: number): RoundDraft {
  const days = (count: number) => new Date(now + count * DAY_MS).toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    ...{ title: 'Spring survey', form, k: 5, graceMinutes: 60, retentionDays: 14, readers: ['hr'], audience: 'everyone who works here' },
    ...{ opens: days(1), mayCloseFrom: days(3), closes: days(10), mayExtendTo: days(15), employeesSeeResultsFrom: days(16) },
  };
}

async function invitedTo({ stores, url, accountNeeds: { sessionSecret } }: RunningServer, id: RoundId) {
  const { rounds } = stores.registrar;
  const manifest = (await rounds.byId(id))?.manifestHash;
  const mailKey = await readMailKey({ keys: stores.keys, sessionSecret }, id);
  if (!manifest || !mailKey) throw new Error('the round was not launched');
  const invited: OpenRound['invited'] = [];
  for await (const { id: invitation, invitee } of rounds.invitations(id)) {
    const token = tokenOf(mailKey, invitation);
    const code = writeInvitationCode({ token, manifest });
    if (invitee) invited.push({ manifest, token, code, link: `${url}/b#${code}` });
  }
  return invited;
}
