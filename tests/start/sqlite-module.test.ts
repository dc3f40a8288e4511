import { openSqlite } from '#server/storage/sqlite/sqlite.js';

/** Set by `npm run test:node24`: the Node on which a run was asked for. */
const EXPECTED = process.env.EXPECT_NODE;

const own = process.getBuiltinModule?.('node:sqlite' as string) as { DatabaseSync: new () => object } | undefined;

test('SQLite is Node’s own module where Node has one, and the drop-in package where it has none', async () => {
  const { DatabaseSync } = own ?? (await import('@photostructure/sqlite'));
  const database = await openSqlite(':memory:');
  expect(database).toBeInstanceOf(DatabaseSync);
  database.close();
});

test('the run is on the Node that was asked for; from 24 on SQLite is its own', () => {
  const [major = ''] = process.versions.node.split('.');
  expect(major).toBe(EXPECTED ?? major);
  if (Number(major) >= 24) expect(own).toBeDefined();
});
