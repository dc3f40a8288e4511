import { mkdir } from 'node:fs/promises';
import { openRegistrar } from '#server/storage/open-store.js';
import { migrate } from '#server/storage/sqlite/registrar/migrate.js';
import { migrations } from '#server/storage/sqlite/registrar/migrations/index.js';
import { openSqlite } from '#server/storage/sqlite/sqlite.js';
import { aFolder, type Folder } from '../builders/folder.js';
import { backUpFrom, restoreTo } from './an-installation.js';

let place: Folder;
beforeEach(async () => {
  place = await aFolder();
});
afterEach(() => place.remove());

/** A data folder as a program with so many migrations left it, with an organisation and its HR. */
async function anOlderInstallation(schema: number): Promise<string> {
  const dataDir = place.in('older');
  await mkdir(dataDir);
  const database = await openSqlite(`${dataDir}/registrar.sqlite`, ['journal_mode = WAL']);
  migrate(database, migrations.slice(0, schema));
  database.exec(`
    INSERT INTO organisations VALUES ('acme00000000', 'Acme', 'Europe/Berlin', 'en', 0, '2026-01-05T08:00:00.000Z');
    INSERT INTO accounts (id, organisation, name, email, roles, created_at)
      VALUES ('hana00000000', 'acme00000000', 'Hana', 'hana@acme.test', '["hr"]', '2026-01-05T08:00:00.000Z')`);
  database.close();
  return dataDir;
}

async function schemaOf(path: string): Promise<number> {
  const database = await openSqlite(path, [], { readOnly: true });
  const schema = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  database.close();
  return schema;
}

describe.each([2, 4])('a backup of schema %i', (schema) => {
  test('is made as it is, restored as it is, and brought up to date at the start', async () => {
    const older = await anOlderInstallation(schema);
    expect((await backUpFrom(older, place.in('backup'))).schema).toBe(schema);
    expect(await schemaOf(`${older}/registrar.sqlite`)).toBe(schema);

    await restoreTo(place.in('restored'), place.in('backup'));
    const path = place.in('restored/registrar.sqlite');
    expect(await schemaOf(path)).toBe(schema);

    const registrar = await openRegistrar(`sqlite:${path}`);
    expect((await registrar.organisations.list()).map(({ name }) => name)).toEqual(['Acme']);
    expect(await registrar.accounts.readByEmail('hana@acme.test')).toMatchObject({ name: 'Hana', roles: ['hr'] });
    expect(await registrar.rounds.allInStates(['open'])).toEqual([]);
    await registrar.close();
    expect(await schemaOf(path)).toBe(migrations.length);
  });
});
