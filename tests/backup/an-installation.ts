import { copyFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPlaces } from '#server/config.js';
import { keptStores, openRoundKeys } from '#server/storage/open-store.js';
import { openSqlite } from '#server/storage/sqlite/sqlite.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import type { RoundDraft } from '#shared/contract/rounds.js';
import { backUp } from '../../scripts/backup/back-up.js';
import { putBack } from '../../scripts/backup/put-back.js';
import { voteAll } from '../../scripts/demo/voter.js';
import { aFolder } from '../builders/folder.js';
import { someAnswers } from '../builders/launched-round.js';
import { aDraft } from '../builders/office.js';
import { moveTo, placeOf, rosterOver, roundOver, signedIn } from '../builders/office-server.js';
import { aClock, aServer, joined, setUpAcme, type TestServer } from '../builders/running-server.js';
import { toArray } from '../store-contract/engines.js';

/** A round after the first one is published. */
export const SUMMER = aDraft({
  ...{ title: 'Summer', opens: '2026-03-16T07:00:00Z', mayCloseFrom: '2026-03-20T07:00:00Z', closes: '2026-03-27T16:00:00Z' },
  ...{ mayExtendTo: '2026-04-03T16:00:00Z', employeesSeeResultsFrom: '2026-04-06T08:00:00Z' },
});

/** REGISTRAR_URL and BALLOT_BOX_URL, where they are not in the data folder. */
type StoreOptions = Record<string, string>;

/** A server whose first round is published, with an executive. */
async function aPublishedInstallation(stores: StoreOptions = {}) {
  const server = await aServer({ environment: { BASE_URL: 'https://candour.acme.test', ...stores } });
  const hr = await setUpAcme(server);
  const executive = await joined(server, hr, 'Edgar', ['executive']);
  await rosterOver(server, hr, { Sales: 14, Works: 13 });
  const { round } = await anAnsweredRound(server, hr, aDraft());
  await moveTo(server, '2026-03-13T16:00:00Z');
  await moveTo(server, '2026-03-13T17:00:00Z');
  return { server, hr, executive, round };
}

/** The same with a backup, made while it ran; `place` is for whatever a test makes of it. */
export async function aBackedUpInstallation(stores: StoreOptions = {}) {
  const installation = await aPublishedInstallation(stores);
  const { dataDir } = installation.server.config;
  const place = await aFolder();
  const backup = place.in('first');
  await backUpFrom(dataDir, backup, false, stores);
  const close = async () => {
    await installation.server.close();
    await place.remove();
  };
  return { ...installation, dataDir, place, backup, close };
}
export type BackedUpInstallation = Awaited<ReturnType<typeof aBackedUpInstallation>>;

/** What the executive reads of the published round on this server. */
export async function resultsOn(server: TestServer, { round }: { round: string }) {
  const cookie = await signedIn(server, 'Edgar');
  return (await server.request.get(`/api/results/${round}`).set('Cookie', cookie)).body;
}

/** A server that starts on what was restored. */
export async function aServerOn(dataDir: string, { server }: { server: TestServer }, stores: StoreOptions = {}): Promise<TestServer> {
  const environment = { DATA_DIR: dataDir, BASE_URL: 'https://candour.acme.test', ...stores };
  return aServer({ environment, clock: server.clock });
}

/** What a server that starts in summer on what was restored still knows of the people of the published round, after its first turn. */
export async function peopleKnownInSummer(dataDir: string, { round }: { round: RoundId }, stores: StoreOptions = {}) {
  const environment = { DATA_DIR: dataDir, BASE_URL: 'https://candour.acme.test', ...stores };
  const server = await aServer({ environment, clock: aClock('2026-07-01T08:00:00Z') });
  const { rounds } = server.stores.registrar;
  const before = (await toArray(rounds.invitations(round))).length;
  await server.wired.scheduler.tick();
  const left = (await toArray(rounds.invitations(round))).length;
  const counted = await rounds.countInvited(round);
  await server.close();
  return { before, left, counted };
}

/** Launches a round, and has everybody answer once it is open. */
export async function anAnsweredRound(server: TestServer, hr: string, draft: RoundDraft) {
  const launched = await roundOver(server, hr, draft);
  await moveTo(server, draft.opens);
  await voteAll(placeOf(server), launched.people, ({ token }) => someAnswers('core', token.charCodeAt(0)));
  return launched;
}

/** `npm run backup` on a data folder. */
export async function backUpFrom(dataDir: string, folder: string, withOpenRounds = false, stores: StoreOptions = {}) {
  const places = await readPlaces({ DATA_DIR: dataDir, ...stores });
  const clock = { now: () => new Date('2026-03-14T08:00:00Z') };
  const { sessionSecret } = places;
  return backUp({ stores: keptStores(places), clock, product: '1.2.3', sessionSecret }, { folder, withOpenRounds });
}

/** `npm run restore` into a data folder. */
export async function restoreTo(dataDir: string, folder: string, newSecret = false, stores: StoreOptions = {}) {
  const places = await readPlaces({ DATA_DIR: dataDir, ...stores });
  const keys = openRoundKeys(places.rollUrl);
  const needs = { stores: keptStores(places), keys, sessionSecret: places.sessionSecret };
  return putBack(needs, { folder, newSecret }).finally(() => keys.close());
}

/** Brings the secret that is kept apart. */
export async function bringSecret(from: string, to: string): Promise<void> {
  await copyFile(join(from, 'session-secret'), join(to, 'session-secret'));
}

/** Every table of a SQLite file, every other file's bytes: what two installations are compared by. */
export async function contentOf(dataDir: string): Promise<Record<string, unknown>> {
  const content: Record<string, unknown> = {};
  for (const entry of await readdir(dataDir, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || /-(wal|shm|journal)$/.test(entry.name)) continue;
    const name = path.slice(dataDir.length + 1);
    content[name] = name.endsWith('.sqlite') ? await tablesOf(path) : (await readFile(path)).toString('base64');
  }
  return content;
}

async function tablesOf(path: string): Promise<Record<string, unknown>> {
  const database = await openSqlite(path, ['busy_timeout = 10000']);
  try {
    const tables = database.prepare("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name").all();
    const rows = (name: unknown) => JSON.stringify(database.prepare(`SELECT * FROM ${name}`).all(), bytesAsText);
    return Object.fromEntries(tables.map(({ name, sql }) => [String(name), /^CREATE TABLE/.test(String(sql)) ? [sql, rows(name)] : sql]));
  } finally {
    database.close();
  }
}

function bytesAsText(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}
