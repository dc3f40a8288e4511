import { mkdir, rm } from 'node:fs/promises';
import { StoreUnavailable } from '#server/storage/port/store-unavailable.js';
import { GroupCommit, ORDERLESS } from '#server/storage/sqlite/group-commit.js';
import { GroupRead } from '#server/storage/sqlite/group-read.js';
import { OpenFiles } from '#server/storage/sqlite/open-files.js';
import { openSqlite } from '#server/storage/sqlite/sqlite.js';
import { aFolder, type Folder } from '../builders/folder.js';

let place: Folder;
beforeEach(async () => {
  place = await aFolder();
});
afterEach(() => place.remove());

test('a roll or box that another program holds is told as unavailable, and works again once it is let go', async () => {
  const path = place.in('box.sqlite');
  const holder = await openSqlite(path, ORDERLESS);
  holder.exec('CREATE TABLE slot (taken INTEGER)');
  const database = await openSqlite(path, [...ORDERLESS, 'busy_timeout = 20']);
  const commit = new GroupCommit(database, path, { begin: () => undefined });
  const add = () => commit.run(() => database.exec('INSERT INTO slot VALUES (1)'));

  const reads = new GroupRead(database, () => undefined);
  const count = () => reads.run(() => database.prepare('SELECT count(*) AS rows FROM slot').get());

  holder.exec('BEGIN EXCLUSIVE');
  await expect(add()).rejects.toThrow(StoreUnavailable);
  await expect(count()).rejects.toThrow(StoreUnavailable);
  holder.exec('ROLLBACK');
  await add();
  expect(await count()).toEqual({ rows: 1 });
  expect(holder.prepare('SELECT count(*) AS rows FROM slot').get()).toEqual({ rows: 1 });
  holder.close();
  database.close();
});

test('a file that cannot be opened is told as unavailable, and is tried anew', async () => {
  const path = place.in('roll.sqlite');
  await mkdir(path);
  const files = new OpenFiles(async (at) => {
    const database = await openSqlite(at, ORDERLESS);
    return { close: async () => database.close() };
  });
  await expect(files.open(path)).rejects.toThrow(StoreUnavailable);
  await rm(path, { recursive: true });
  (await openSqlite(path, ORDERLESS)).close();
  expect(await files.open(path)).toBeDefined();
  await files.closeAll();
});
