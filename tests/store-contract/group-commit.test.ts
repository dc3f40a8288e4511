import { GroupCommit, ORDERLESS } from '#server/storage/sqlite/group-commit.js';
import { openSqlite, type SqlDatabase } from '#server/storage/sqlite/sqlite.js';
import { aFolder, type Folder } from '../builders/folder.js';

let place: Folder;
let database: SqlDatabase;
let commit: GroupCommit;
let commits: number;
let undone: number;
beforeEach(async () => {
  place = await aFolder();
  const path = place.in('box.sqlite');
  database = await openSqlite(path, ORDERLESS);
  database.exec('CREATE TABLE slot (taken INTEGER)');
  commits = 0;
  undone = 0;
  const begin = () => {
    commits++;
  };
  commit = new GroupCommit(database, path, {
    begin,
    undone: () => {
      undone++;
    },
  });
});
afterEach(async () => {
  database.close();
  await place.remove();
});

const rows = () => Number(database.prepare('SELECT count(*) AS rows FROM slot').get()?.rows);
const add = () => commit.run(() => database.exec('INSERT INTO slot VALUES (1)'));

/** Keeps the event loop busy, as reading a request does. */
function readARequest(): void {
  for (const begun = performance.now(); performance.now() - begun < 1; );
}

test('what comes while the event loop has its hands full shares a commit, and each is told when it is on disk', async () => {
  await add();
  const before = commits;
  const seen: number[] = [];
  const added: Promise<unknown>[] = [];
  for (let request = 0; request < 8; request++) {
    readARequest();
    added.push(add().then(() => seen.push(rows())));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(added);
  expect(commits - before).toBeLessThan(8);
  expect(seen).toHaveLength(8);
  expect(seen.every((there, at) => there >= 2 + at)).toBe(true);
});

test('a group whose turn fails undoes nothing of those before it, acknowledges nobody in it, and the next is not held up', async () => {
  await add();
  const group = await Promise.allSettled([add(), commit.run(() => database.exec('INSERT INTO nowhere VALUES (1)')), add()]);
  expect(group.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect([rows(), undone]).toEqual([1, 1]);
  await add();
  expect([rows(), undone]).toEqual([2, 1]);
});

test('a group whose commit itself fails is acknowledged to nobody', async () => {
  database.exec('PRAGMA foreign_keys = ON');
  database.exec(
    'CREATE TABLE one (id INTEGER PRIMARY KEY); CREATE TABLE due (one INTEGER REFERENCES one (id) DEFERRABLE INITIALLY DEFERRED)',
  );
  const group = await Promise.allSettled([add(), commit.run(() => database.exec('INSERT INTO due VALUES (7)'))]);
  expect(group.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect([rows(), undone]).toEqual([0, 1]);
});
