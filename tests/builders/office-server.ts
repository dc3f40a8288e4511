import { setTimeout } from 'node:timers/promises';
import { tokenOf } from '#server/invitations/tokens.js';
import { readMailKey } from '#server/keys/keys.js';
import type { Hash, Manifest, RoundId } from '#shared/ballot/manifest.js';
import type { RoundDraft } from '#shared/contract/rounds.js';
import type { PersonInvited } from './launched-round.js';
import { aRosterFile } from './office.js';
import { cookieOf, PASSWORD, type TestServer } from './running-server.js';

export interface RunningRound {
  round: RoundId;
  hash: Hash;
  manifest: Manifest;
  /** Everybody invited, with the token that a mail would bring them. */
  people: PersonInvited[];
}

/** Imports a roster of these units over HTTP, as HR does. */
export function rosterOver(server: TestServer, hr: string, units: Record<string, number>): Promise<void> {
  return rosterFileOver(server, hr, aRosterFile(units));
}

export async function rosterFileOver(server: TestServer, hr: string, file: string): Promise<void> {
  const upload = (path: string) => server.request.post(path).set('Cookie', hr).set('Content-Type', 'text/csv').send(file);
  const { body } = await upload('/api/roster/preview');
  const imported = await upload(`/api/roster?fingerprint=${body.fingerprint}`);
  if (imported.status !== 200) throw new Error(imported.text);
}

/** Creates and launches a round over HTTP, and lets the clock's work open it when it is due. */
export async function roundOver(server: TestServer, hr: string, draft: RoundDraft): Promise<RunningRound> {
  const post = (path: string) => server.request.post(path).set('Cookie', hr);
  const created = await post('/api/rounds').send(draft);
  const launched = await post(`/api/rounds/${created.body.id}/launch`);
  if (launched.status !== 200) throw new Error(launched.text);
  await launchedOver(server, hr, created.body.id);
  await server.wired.scheduler.tick();
  const round = created.body.id as RoundId;
  const { stores, config } = server;
  const record = await stores.registrar.rounds.byId(round);
  const mailKey = await readMailKey({ keys: stores.keys, sessionSecret: config.sessionSecret }, round);
  if (!record?.manifest || !record.manifestHash || !mailKey) throw new Error('the round was not launched');
  const people: PersonInvited[] = [];
  for await (const { id, unit, invitee } of stores.registrar.rounds.invitations(round)) {
    if (invitee) people.push({ manifest: record.manifestHash, token: tokenOf(mailKey, id), unit });
  }
  return { round, hash: record.manifestHash, manifest: record.manifest, people };
}

/** Waits until a launch that was begun has come to its end, and reads the round. */
export async function launchedOver(server: TestServer, hr: string, round: string) {
  for (;;) {
    const { body } = await server.request.get(`/api/rounds/${round}`).set('Cookie', hr);
    if (body.state !== 'draft') return body;
    if (body.launch?.state !== 'under-way') throw new Error(`the launch was not finished: ${JSON.stringify(body.launch)}`);
    await setTimeout(50);
  }
}

/** A new session for somebody who joined before. */
export async function signedIn(server: TestServer, name: string): Promise<string> {
  const reply = await server.request.post('/api/session').send({ email: `${name.toLowerCase()}@acme.test`, password: PASSWORD });
  if (reply.status !== 200) throw new Error(reply.text);
  return cookieOf(reply);
}

/** Where votes are cast that need no HTTP. */
export function placeOf({ stores: { roll, ballotBox }, wired: { openRounds }, clock }: TestServer) {
  return { openRounds, roll, ballotBox, clock };
}

/** Puts the server's clock to a moment, and does what is due by then. */
export async function moveTo(server: TestServer, moment: string): Promise<void> {
  server.clock.move((Date.parse(moment) - server.clock.now().getTime()) / 1000);
  await server.wired.scheduler.tick();
}
