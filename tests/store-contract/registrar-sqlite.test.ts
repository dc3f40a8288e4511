import { chmod, copyFile, readdir, stat } from 'node:fs/promises';
import { NewerSchema } from '#server/storage/port/newer-schema.js';
import { StoreUnavailable } from '#server/storage/port/store-unavailable.js';
import { clientFiles } from '#server/storage/sqlite/registrar/client-files.js';
import { connect } from '#server/storage/sqlite/registrar/connect.js';
import { migrate } from '#server/storage/sqlite/registrar/migrate.js';
import type { Migration } from '#server/storage/sqlite/registrar/migrations/migration.js';
import { openSqliteRegistrar } from '#server/storage/sqlite/registrar/registrar.js';
import { openSqlite } from '#server/storage/sqlite/sqlite.js';
import { aFolder, type Folder } from '../builders/folder.js';

let place: Folder;
beforeEach(async () => {
  place = await aFolder();
});
afterEach(() => place.remove());

test('a full disk is told as a store that cannot be used, and the next try may succeed', async () => {
  const database = await openSqlite(place.in('full.sqlite'));
  migrate(database);
  const files = clientFiles(connect(database));
  database.exec('PRAGMA max_page_count = 60');
  const large = [{ path: 'large', content: Buffer.alloc(1_000_000) }];
  await expect(files.keep('v1', large)).rejects.toBeInstanceOf(StoreUnavailable);
  database.exec('PRAGMA max_page_count = 1000000');
  await files.keep('v1', large);
  expect(await files.read('v1', 'large')).toHaveLength(1_000_000);
  database.close();
});

test('once it is closed the file alone is the whole registrar, and nothing stays in a log beside it', async () => {
  const registrar = await openSqliteRegistrar(place.in('registrar.sqlite'));
  await registrar.clientFiles.keep('v1', [{ path: 'b.html', content: Buffer.from('a page') }]);
  await registrar.close();
  expect(
    await stat(place.in('registrar.sqlite-wal')).then(
      ({ size }) => size,
      () => 0,
    ),
  ).toBe(0);
  await copyFile(place.in('registrar.sqlite'), place.in('alone.sqlite'));
  const alone = await openSqliteRegistrar(place.in('alone.sqlite'));
  expect(Buffer.from((await alone.clientFiles.read('v1', 'b.html')) ?? []).toString()).toBe('a page');
  await alone.close();
});

test('closing waits for nobody who still reads', async () => {
  const registrar = await openSqliteRegistrar(place.in('registrar.sqlite'));
  await registrar.clientFiles.keep('v1', [{ path: 'b.html', content: Buffer.from('a page') }]);
  const reader = await openSqlite(place.in('registrar.sqlite'), ['journal_mode = WAL']);
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM sqlite_schema').get();
  const begun = performance.now();
  await registrar.close();
  expect(performance.now() - begun).toBeLessThan(5_000);
  reader.exec('COMMIT');
  reader.close();
});

test('the file with names and addresses is for its owner alone, also one that an older version made', async () => {
  const path = place.in('registrar.sqlite');
  const modes = async () => {
    const names = (await readdir(place.folder)).sort();
    return Promise.all(names.map(async (name) => `${name} ${((await stat(place.in(name))).mode & 0o777).toString(8)}`));
  };
  const all = ['registrar.sqlite 600', 'registrar.sqlite-shm 600', 'registrar.sqlite-wal 600'];
  const first = await openSqliteRegistrar(path);
  expect(await modes()).toEqual(all);
  for (const name of await readdir(place.folder)) await chmod(place.in(name), 0o644);
  const second = await openSqliteRegistrar(path);
  expect(await modes()).toEqual(all);
  await Promise.all([first.close(), second.close()]);
});

test('a full disk at the start is told as such', async () => {
  const database = await openSqlite(place.in('full.sqlite'), ['max_page_count = 3']);
  expect(() => migrate(database)).toThrow(expect.objectContaining({ errcode: 13 }));
  database.close();
});

test('a schema is brought up to date step by step, once, however many start together', async () => {
  const path = place.in('steps.sqlite');
  const step = (name: string): Migration => ({ name, up: (database) => database.exec(`CREATE TABLE ${name} (x)`) });
  const [one, two] = [await openSqlite(path), await openSqlite(path)];
  migrate(one, [step('a')]);
  migrate(two, [step('a'), step('b')]);
  migrate(two, [step('a'), step('b')]);
  const broken: Migration = { name: 'c', up: (database) => database.exec('CREATE TABLE c (x); CREATE TABLE a (x)') };
  expect(() => migrate(two, [step('a'), step('b'), broken])).toThrow('already exists');
  const tables = two.prepare('SELECT name FROM sqlite_master ORDER BY name').all();
  expect(tables.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(() => migrate(one, [step('a')])).toThrow(NewerSchema);
  one.close();
  two.close();
});
