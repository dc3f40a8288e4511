import { writeFile } from 'node:fs/promises';
import { openMongo } from '#server/storage/mongo/connection.js';
import { migrate } from '#server/storage/mongo/registrar/migrate.js';
import { migrations } from '#server/storage/mongo/registrar/migrations/index.js';
import { openRegistrar } from '#server/storage/open-store.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import { aFolder, type Folder } from '../builders/folder.js';
import { aDraft } from '../builders/office.js';
import { startChild } from '../processes/child.js';
import { describeOn, dropMongo, mongoDatabase, toArray } from '../store-contract/engines.js';
import { backUpFrom, restoreTo } from './an-installation.js';

const OVER = 'aa'.repeat(16) as RoundId;
const clock = { now: () => new Date('2026-03-14T08:00:00Z') };

describeOn('mongo', 'a backup of a registrar on MongoDB', () => {
  let place: Folder;
  let databases: string[];
  beforeEach(async () => {
    place = await aFolder();
    databases = [];
  });
  afterEach(async () => {
    await dropMongo(...databases);
    await place.remove();
  });

  function aDatabase(): string {
    const url = mongoDatabase();
    databases.push(url);
    return url;
  }

  /** As the first program left it: an organisation, its HR, and a round that is over with the one who was invited. */
  async function anOlderRegistrar(): Promise<string> {
    const url = aDatabase();
    await onDatabase(url, async (connection) => {
      await migrate(connection, clock, migrations.slice(0, 1));
      for (const [name, document] of Object.entries(documentsOfSchema1()))
        await connection.collection<{ _id: string }>(name).insertOne(document);
    });
    return url;
  }

  const backUp = async (from: string) => backUpFrom(place.in('data'), place.in('backup'), false, { REGISTRAR_URL: from });
  const restore = async (to: string) => restoreTo(place.in('data'), place.in('backup'), false, { REGISTRAR_URL: to });

  test('of schema 1 is made as it is, restored as it is, and brought up to date at the start', async () => {
    const older = await anOlderRegistrar();
    expect((await backUp(older)).schema).toBe(1);
    expect(await schemaOf(older)).toBe(1);

    const restored = aDatabase();
    await restore(restored);
    expect(await schemaOf(restored)).toBe(1);

    const { organisations, accounts, rounds, close } = await openRegistrar(restored);
    expect(await schemaOf(restored)).toBe(migrations.length);
    expect((await organisations.list()).map(({ name }) => name)).toEqual(['Acme']);
    expect(await accounts.readByEmail('hana@acme.test')).toMatchObject({ name: 'Hana', roles: ['hr'] });
    expect(await rounds.read('acme00000000', OVER)).toMatchObject({ state: 'without-results', draft: aDraft() });
    expect((await toArray(rounds.invitations(OVER))).map(({ invitee }) => invitee?.name)).toEqual(['Ines']);
    // What the later schema is for: those who were invited go, and how many they were stays.
    await rounds.forgetInvited(OVER);
    expect([await toArray(rounds.invitations(OVER)), await rounds.countInvited(OVER)]).toEqual([[], 1]);
    await close();
  });

  test('of schema 1, restored, is brought up to date once by two processes that start at the same moment', async () => {
    await backUp(await anOlderRegistrar());
    const restored = aDatabase();
    await restore(restored);
    const go = place.in('go');
    const children = [1, 2].map(() => startChild('migrate.ts', { url: restored, go }));
    const said = children.map(({ lines }) => lines[Symbol.asyncIterator]());
    for (const one of said) expect((await one.next()).value).toBe('ready');
    await writeFile(go, '');
    const steps = await Promise.all(said.map((rest) => toArray({ [Symbol.asyncIterator]: () => rest })));
    await Promise.all(children.map((child) => child.ended()));
    expect(steps.flat()).toEqual(migrations.slice(1).map(({ name }) => name));
    expect(await schemaOf(restored)).toBe(migrations.length);
  });

  test('of what a newer program wrote is refused in one line', async () => {
    const url = await anOlderRegistrar();
    await onDatabase(url, (connection) =>
      connection.collection<{ _id: string }>('schema').updateOne({ _id: 'registrar' }, { $set: { version: 99 } }),
    );
    await expect(backUp(url)).rejects.toThrow(/^The registrar has schema 99, this program knows \d+: start the newer program[^\n]+$/);
    expect(await schemaOf(url)).toBe(99);
  });
});

type Connection = Awaited<ReturnType<ReturnType<typeof openMongo>['ready']>>;

async function onDatabase<T>(url: string, act: (connection: Connection) => Promise<T>): Promise<T> {
  const store = openMongo(url);
  return act(await store.ready()).finally(() => store.close());
}

async function schemaOf(url: string): Promise<unknown> {
  return onDatabase(url, async (connection) => {
    const found = await connection.collection<{ _id: string; version: number }>('schema').findOne({ _id: 'registrar' });
    return found?.version;
  });
}

function documentsOfSchema1() {
  const [organisation, createdAt, draft] = ['acme00000000', '2026-01-05T08:00:00.000Z', aDraft()];
  return {
    organisations: {
      ...{ _id: organisation, name: 'Acme', timeZone: 'Europe/Berlin', language: 'en', sample: false, createdAt },
      ...{ staffRevision: 1, staffChange: null },
    },
    accounts: {
      ...{ _id: 'hana@acme.test', organisation, account: 'hana00000000', name: 'Hana', roles: ['hr'], password: null, createdAt },
      ...{ twoFactor: null, twoFactorProposed: null, codeStep: 0, subject: 'unbound hana@acme.test', link: null },
      ...{ sessionEpoch: 0, sparedSession: null, staffRevision: 1 },
    },
    rounds: {
      ...{ _id: OVER, organisation, state: 'without-results', draft: JSON.stringify(draft), revision: 1, createdAt },
      ...{ manifest: null, manifestHash: OVER + OVER, homes: '{}', launchedAt: createdAt, closes: draft.closes, closeAskedAt: null },
      ...{ cancelledBecause: null, publishedAt: draft.closes, cleared: false, attempt: 'first', attempts: [], invited: 1, mails: false },
      ...{ events: [{ at: createdAt, what: 'created', reason: null }], participation: [] },
    },
    attempts: { _id: 'first', organisation, kind: 'launch', of: OVER, began: createdAt },
    invitations: {
      ...{ _id: 'first/ines', organisation, round: OVER, attempt: 'first', invitation: 'ines', unit: 'sales0000000', spare: false },
      ...{ free: false, person: 'e1', name: 'Ines', email: null, language: 'en' },
    },
  };
}
