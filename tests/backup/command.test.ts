import { spawnSync } from 'node:child_process';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { keptStores, openRegistrar, openRoundKeys } from '#server/storage/open-store.js';
import { openSqlite } from '#server/storage/sqlite/sqlite.js';
import { backUp } from '../../scripts/backup/back-up.js';
import { putBack } from '../../scripts/backup/put-back.js';
import { aRound } from '../builders/ballots.js';
import { aFolder, type Folder } from '../builders/folder.js';

let place: Folder;
beforeEach(async () => {
  place = await aFolder();
});
afterEach(() => place.remove());

/** The command as `npm test` built it just before. */
function run(command: 'backup' | 'restore', ...args: string[]) {
  return runWith({}, command, ...args);
}

function runWith(options: Record<string, string>, command: 'backup' | 'restore', ...args: string[]) {
  const env = { PATH: process.env.PATH ?? '', DATA_DIR: place.in('data'), ...options };
  const { status, stdout, stderr } = spawnSync(process.execPath, [`dist/scripts/${command}.js`, ...args], { env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

test.each([
  ['backup', [], /^usage: npm run backup -- FOLDER \[--with-open-rounds\]\n$/],
  ['backup', ['a', 'b'], /^usage: npm run backup/],
  ['restore', ['--new-secrets'], /^usage: npm run restore -- FOLDER \[--new-secret\]\n$/],
  ['restore', ['nowhere'], /^\S+nowhere is no backup, or one that was interrupted: it has no backup\.json\n$/],
] as const)('%s %j is one line and exit code 1', (command, args, line) => {
  expect(run(command, ...args)).toEqual({ status: 1, stdout: '', stderr: expect.stringMatching(line) });
});

test('a backup of nothing is refused, and makes no folder', async () => {
  const { status, stderr } = run('backup', place.in('backup'));
  expect([status, stderr]).toEqual([1, 'there is no installation to back up here: check DATA_DIR and REGISTRAR_URL\n']);
  expect(await readdir(place.folder)).toEqual([]);
});

test('a backup of a registrar that has no bytes is refused: it would take the place of one that holds something', async () => {
  await mkdir(place.in('data'));
  await writeFile(place.in('data/registrar.sqlite'), '');
  const { status, stderr } = run('backup', place.in('backup'));
  expect([status, stderr]).toEqual([1, 'there is no installation to back up here: check DATA_DIR and REGISTRAR_URL\n']);
  expect(await readdir(place.folder)).toEqual(['data']);
});

test('a backup made without the secret that the server gets as an option says that a restore cannot know the right one', async () => {
  await mkdir(place.in('data'));
  await (await openRegistrar(`sqlite:${place.in('data/registrar.sqlite')}`)).close();
  const without = run('backup', place.in('without'));
  expect([without.status, without.stderr]).toEqual([0, expect.stringMatching(/^Warning: SESSION_SECRET is not set here, .+\n$/)]);
  expect(runWith({ SESSION_SECRET: 's'.repeat(32) }, 'backup', place.in('with'))).toMatchObject({ status: 0, stderr: '' });
});

test('a backup of what a newer program wrote is one line, and leaves nothing', async () => {
  await mkdir(place.in('data'));
  const database = await openSqlite(place.in('data/registrar.sqlite'));
  database.exec('PRAGMA user_version = 99');
  database.close();
  const { status, stderr } = run('backup', place.in('backup'));
  expect([status, stderr]).toEqual([1, expect.stringMatching(/^The registrar has schema 99, this program knows \d+: .+\n$/)]);
  expect(await readdir(place.folder)).toEqual(['data']);
});

test('a backup of a registrar that is damaged is one line that names it, and leaves nothing', async () => {
  await mkdir(place.in('data'));
  await writeFile(place.in('data/registrar.sqlite'), 'a letter, and no database at all\n'.repeat(100));
  const { status, stderr } = run('backup', place.in('backup'));
  const line = /^The registrar \S+registrar\.sqlite cannot be opened: it is no database: .+\n$/;
  expect([status, stderr]).toEqual([1, expect.stringMatching(line)]);
  expect(await readdir(place.folder)).toEqual(['data']);
});

test('a roll or ballot box that is damaged is named by the backup that meets it', async () => {
  const round = aRound();
  await mkdir(place.in('rolls'));
  await writeFile(place.in(`rolls/${round}.sqlite`), 'a letter, and no database at all\n'.repeat(100));
  const { rolls } = keptStores({ registrarUrl: 'sqlite:/none', rollUrl: `sqlite:${place.in('rolls')}`, ballotBoxUrl: 'sqlite:/none' });
  const line = `${place.in(`rolls/${round}.sqlite`)} is damaged: check its disk, and keep the backups from before; no new one was made`;
  await expect(rolls.copy(place.folder, new Set([round]))).rejects.toMatchObject({ name: 'StoreCannotOpen', message: line });
});

test('a restore onto a full disk is one line, and is completed by the same command once there is room', async () => {
  await (await openRegistrar(`sqlite:${place.in('registrar.sqlite')}`)).close();
  const urls = (folder: string) => ({
    ...{ registrarUrl: `sqlite:${place.in(`${folder}registrar.sqlite`)}`, rollUrl: `sqlite:${place.in(`${folder}rolls`)}` },
    ballotBoxUrl: `sqlite:${place.in(`${folder}ballots`)}`,
  });
  const clock = { now: () => new Date() };
  await backUp(
    { stores: keptStores(urls('')), clock, product: '1', sessionSecret: undefined },
    { folder: place.in('b'), withOpenRounds: false },
  );
  const full = keptStores(urls('to/'));
  full.registrar.restore = () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
  const keys = openRoundKeys(urls('to/').rollUrl);
  const order = { folder: place.in('b'), newSecret: false };
  const line = 'the disk of DATA_DIR, or of the ballots, is full: make room, and restore the same backup again';
  await expect(putBack({ stores: full, keys, sessionSecret: undefined }, order)).rejects.toThrow(line);
  await putBack({ stores: keptStores(urls('to/')), keys, sessionSecret: undefined }, order);
  await (await openRegistrar(urls('to/').registrarUrl)).close();
});

test('a folder that cannot be looked into is not taken for something else', async () => {
  // As with a right that is missing, which whoever runs the tests as root would have.
  await symlink(place.in('loop'), place.in('loop'));
  const to = place.in('loop/backup');
  const line = `The registrar ${place.in('loop/registrar.sqlite')} cannot be read: give this user the right to, or go on as the user of the server\n`;
  expect(runWith({ DATA_DIR: place.in('loop') }, 'backup', place.in('backup')).stderr).toBe(line);
  expect(run('backup', to).stderr).toBe(`${to} cannot be read: give this user the right to, or name another folder\n`);
  expect(run('restore', to).stderr).toBe(`${to}/backup.json cannot be read: give this user the right to\n`);
});

test.each([
  ['ENOSPC', { code: 'ENOSPC' }],
  ['SQLite', { code: 'ERR_SQLITE_ERROR', errcode: 13 }],
])('a backup on a full disk (as %s says it) is one line that names the folder, and leaves nothing', async (_who, said) => {
  const stores = keptStores({
    registrarUrl: `sqlite:${place.in('r')}`,
    rollUrl: `sqlite:${place.in('k')}`,
    ballotBoxUrl: `sqlite:${place.in('b')}`,
  });
  stores.registrar.copy = () => Promise.reject(Object.assign(new Error('full'), said));
  const needs = { stores, clock: { now: () => new Date() }, product: '1', sessionSecret: undefined };
  const line = `the disk of ${place.in('backup')} is full: make room, or name a folder on another disk`;
  await expect(backUp(needs, { folder: place.in('backup'), withOpenRounds: false })).rejects.toThrow(line);
  expect(await readdir(place.folder)).toEqual([]);
});
