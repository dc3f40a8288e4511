import { access, constants, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { makeFolder } from '../make-folder.js';
import { mongoBallotBox } from './mongo/ballot-box/ballot-box.js';
import { keepsClustered } from './mongo/collections.js';
import { databaseOf, MongoUrlRefused, mongoPlace, openMongo } from './mongo/connection.js';
import { holdsMongoRegistrar, keptMongoRegistrar } from './mongo/keeping/registrar.js';
import { keptMongoRounds } from './mongo/keeping/rounds.js';
import { openMongoRegistrar } from './mongo/registrar/registrar.js';
import { mongoRoll } from './mongo/roll/roll.js';
import { mongoRoundKeys } from './mongo/round-keys.js';
import type { BallotBox } from './port/ballot-box.js';
import type { KeptRegistrar, KeptRounds, KeptStores } from './port/kept-store.js';
import type { Registrar } from './port/registrar.js';
import type { Roll } from './port/roll.js';
import type { RoundKeys } from './port/round-keys.js';
import { StoreCannotOpen } from './port/store-cannot-open.js';
import { sqliteBallotBox } from './sqlite/ballot-box/ballot-box.js';
import { keptRegistrarFile } from './sqlite/keeping/registrar-file.js';
import { keptRoundFiles } from './sqlite/keeping/round-files.js';
import { openSqliteRegistrar } from './sqlite/registrar/registrar.js';
import { sqliteRoll } from './sqlite/roll/roll.js';
import { fileRoundKeys } from './sqlite/round-keys.js';
import { RESULT, resultOf } from './sqlite-result.js';

/** The only place that knows the engines. A URL that names none of them is refused (`StoreUrlRefused`) with what to write instead. */
export class StoreUrlRefused extends Error {
  constructor(problem: string) {
    super(`${problem}; give sqlite:PATH, for example sqlite:./data/ballot-box, or mongodb://HOST/DATABASE`);
    this.name = 'StoreUrlRefused';
  }
}

/** `sqlite:FILE`, or `mongodb:`. Refuses a schema from a newer program, and (`StoreCannotOpen`) a file that is no database or a place that cannot be reached. */
export async function openRegistrar(url: string): Promise<Registrar> {
  if (isMongo(url)) {
    await reachMongo(url);
    return openMongoRegistrar(url);
  }
  const path = sqlitePath(url);
  try {
    return await openSqliteRegistrar(path);
  } catch (fault) {
    throw cannotOpen(path, fault) ?? fault;
  }
}

function cannotOpen(path: string, fault: unknown): StoreCannotOpen | undefined {
  const code = resultOf(fault);
  if (code === undefined) return undefined;
  const remedy = {
    [RESULT.busy]: 'another program holds it: stop that program and start again',
    [RESULT.readOnly]: 'it may only be read: give this user the right to write it',
    [RESULT.inputOutput]: 'its disk is full or does not answer: check the disk, then start again',
    [RESULT.corrupt]: 'it is damaged: restore it from a backup',
    [RESULT.full]: 'its disk is full: make room, then start again',
    [RESULT.cannotOpen]: 'its folder is not there, or this user may not write in it: make the folder, or name another place',
    [RESULT.notDatabase]: 'it is no database: restore it from a backup, or name another place',
  }[code];
  return remedy === undefined ? undefined : new StoreCannotOpen(`The registrar ${path} cannot be opened: ${remedy}`);
}

/** Makes the folder of a roll or ballot box now, or connects to its database, so that a place that cannot be used is refused (`StoreCannotOpen`) at the start and not at a launch. */
export async function prepareStore(url: string): Promise<void> {
  if (isMongo(url)) return reachMongo(url);
  const folder = sqlitePath(url);
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK | constants.X_OK);
  } catch {
    throw new StoreCannotOpen(`The folder ${folder} cannot be written: give this user the right to, or name another place`);
  }
}

async function reachMongo(url: string): Promise<void> {
  const store = mongoAt(url, openMongo);
  try {
    await store.ready();
  } catch {
    throw new StoreCannotOpen(
      `The database ${mongoPlace(url)} cannot be reached: check that its server runs and that address, user and password are right`,
    );
  } finally {
    await store.close();
  }
}

/** Whether what holds a roll or ballot box keeps the order in which it was written. Files do not; a MongoDB database does unless it makes clustered collections. */
export async function keepsArrival(url: string): Promise<boolean> {
  if (!isMongo(url)) return false;
  const store = mongoAt(url, openMongo);
  try {
    return !(await store.run((connection) => keepsClustered(databaseOf(connection))));
  } finally {
    await store.close();
  }
}

/** Where an installation keeps what it has. */
export interface StoreUrls {
  registrarUrl: string;
  rollUrl: string;
  ballotBoxUrl: string;
  /** Undefined for one that is put together without it. */
  dataDir?: string;
}

/** Registrar and ballot box in one database, or ballots in the folder of another store, would lie beside each other for whoever reads it: refused (`StoreUrlRefused`). */
export function refuseSharedPlace(urls: StoreUrls): void {
  if (isMongo(urls.ballotBoxUrl)) refuseSharedDatabase(urls);
  else refuseSharedFolder(urls);
}

function refuseSharedDatabase(urls: StoreUrls): void {
  const ballots = mongoAt(urls.ballotBoxUrl, mongoPlace);
  for (const url of [urls.registrarUrl, urls.rollUrl]) {
    if (isMongo(url) && mongoAt(url, mongoPlace) === ballots)
      throw new StoreUrlRefused(
        `REGISTRAR_URL and BALLOT_BOX_URL name one database (${ballots}), and people and ballots must never meet (where they lie in it already: npm run backup still works here; restore into two that are empty)`,
      );
  }
}

/** No restore would take such a folder for empty, either. It was allowed once: the line tells the way out, also for a round under way. */
function refuseSharedFolder({ registrarUrl, rollUrl, ballotBoxUrl, dataDir }: StoreUrls): void {
  const ballots = sqlitePath(ballotBoxUrl);
  const registrar = isMongo(registrarUrl) ? undefined : dirname(sqlitePath(registrarUrl));
  const roll = isMongo(rollUrl) ? undefined : sqlitePath(rollUrl);
  if ([registrar, roll, dataDir].includes(ballots))
    throw new StoreUrlRefused(
      `BALLOT_BOX_URL names the folder of another store (${ballots}), and ballots need one of their own (those that lie here already: stop every server, and move the files *.slots.sqlite*, *.package and *.answers into it)`,
    );
}

/**
 * Rounds without their registrar are what a lost file or database leaves, or a wrong option: a new installation beside them would hide the loss.
 * Refused (`StoreCannotOpen`) before anything is opened, for opening an empty file would destroy the log beside it.
 */
export async function refuseLostRegistrar(urls: StoreUrls): Promise<void> {
  const kept = keptStores(urls);
  if (!(await kept.registrar.missing())) return;
  const found = (await kept.rolls.found()) ?? (await kept.ballots.found());
  if (found === undefined) return;
  const place = isMongo(urls.registrarUrl) ? mongoPlace(urls.registrarUrl) : sqlitePath(urls.registrarUrl);
  throw new StoreCannotOpen(
    `The registrar ${place} is missing or empty, but rounds lie in ${found}: check DATA_DIR, REGISTRAR_URL and BALLOT_BOX_URL and that every disk is mounted, or move away what is left and restore a backup`,
  );
}

/** The same where a server has two names (`localhost` and `127.0.0.1`, one member and all of them), or the two URLs were swapped: refused (`StoreUrlRefused`). */
export async function refuseRegistrarAt(ballotBoxUrl: string): Promise<void> {
  if (!isMongo(ballotBoxUrl) || !(await holdsMongoRegistrar(ballotBoxUrl))) return;
  throw new StoreUrlRefused(
    `BALLOT_BOX_URL names a database in which a registrar lies (${mongoPlace(ballotBoxUrl)}), and people and ballots must never meet: name another database`,
  );
}

function isMongo(url: string): boolean {
  return /^mongodb(\+srv)?:/.test(url);
}

function mongoAt<T>(url: string, act: (url: string) => T): T {
  try {
    return act(url);
  } catch (fault) {
    throw fault instanceof MongoUrlRefused ? new StoreUrlRefused(fault.message) : fault;
  }
}

/** Below this many bytes what is written next may fail: a journal of SQLite, or a page of it. */
const NO_ROOM = 1 << 20;

/** Rejects when a store's file or folder is not there any more or cannot be written. Of stores on other machines nothing is known without asking them. */
export async function reachStore(url: string): Promise<{ room: boolean }> {
  if (!url.startsWith('sqlite:')) return { room: true };
  await access(sqlitePath(url), constants.W_OK);
  const { blocks, bavail, bsize } = await statfs(sqlitePath(url));
  // A file system that tells no size is not asked.
  return { room: blocks === 0 || bavail * bsize >= NO_ROOM };
}

/** `sqlite:FOLDER`: one file a round. The folder is made when the first roll is. `mongodb:`: a collection a round. */
export function openRoll(url: string): Roll {
  if (isMongo(url)) return mongoAt(url, mongoRoll);
  return sqliteRoll(sqlitePath(url));
}

/** `sqlite:FOLDER`: some files a round. The folder is made when the first box is. `mongodb:`: some collections a round. */
export function openBallotBox(url: string): BallotBox {
  if (isMongo(url)) return mongoAt(url, mongoBallotBox);
  return sqliteBallotBox(sqlitePath(url));
}

/** `sqlite:FOLDER`, the same as the roll's: one file a key. `mongodb:`, the same too: a document a key. */
export function openRoundKeys(url: string): RoundKeys {
  if (isMongo(url)) return mongoAt(url, mongoRoundKeys);
  return fileRoundKeys(sqlitePath(url));
}

/** The stores for backup and restore: nothing is opened, made or migrated by asking. */
export function keptStores(urls: StoreUrls): KeptStores {
  return {
    registrar: isMongo(urls.registrarUrl) ? keptMongoRegistrar(urls.registrarUrl) : keptFile(sqlitePath(urls.registrarUrl)),
    rolls: keptRounds(urls.rollUrl, 'rolls'),
    ballots: keptRounds(urls.ballotBoxUrl, 'ballots'),
  };
}

/** What is wrong with the file itself is told as at a start; a full disk is that of the copy. */
const OF_ITSELF: readonly (number | undefined)[] = [RESULT.corrupt, RESULT.cannotOpen, RESULT.notDatabase];

function keptFile(path: string): KeptRegistrar {
  const kept = keptRegistrarFile(path);
  const copy = (to: string) =>
    kept.copy(to).catch((fault: unknown) => Promise.reject(OF_ITSELF.includes(resultOf(fault)) ? cannotOpen(path, fault) : fault));
  return { ...kept, copy };
}

function keptRounds(url: string, part: 'rolls' | 'ballots'): KeptRounds {
  return isMongo(url) ? keptMongoRounds(url, part) : keptRoundFiles(sqlitePath(url), part);
}

/** The absolute path behind `sqlite:`; a relative one counts from the working folder. */
export function sqlitePath(url: string): string {
  const [scheme = '', path = ''] = url.split(/:(.*)/s);
  if (isMongo(url)) throw new StoreUrlRefused('a MongoDB database is no folder');
  if (scheme !== 'sqlite' || path === '') throw new StoreUrlRefused(`"${url.replace(/\/\/[^@/]*@/, '//…@')}" names no store`);
  return resolve(path.replace(/^\/\/(?=\/)/, ''));
}
