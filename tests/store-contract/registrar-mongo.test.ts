import type { Connection } from 'mongoose';
import { type MongoStore, openMongo } from '#server/storage/mongo/connection.js';
import { collectionsOn } from '#server/storage/mongo/registrar/collections.js';
import { migrate } from '#server/storage/mongo/registrar/migrate.js';
import { migrations } from '#server/storage/mongo/registrar/migrations/index.js';
import type { Migration } from '#server/storage/mongo/registrar/migrations/migration.js';
import { finishFounding } from '#server/storage/mongo/registrar/organisations.js';
import { openMongoRegistrar } from '#server/storage/mongo/registrar/registrar.js';
import { NewerSchema } from '#server/storage/port/newer-schema.js';
import { StoreCannotOpen } from '#server/storage/port/store-cannot-open.js';
import { afterNextRead } from '../builders/dying-driver.js';
import { ACME, aDraftRound, aFreeze, anAccount, aPublication, aRoster, found, someInvitations } from '../builders/registrar-records.js';
import { describeOn, dropMongo, mongoDatabase } from './engines.js';

const clock = { now: () => new Date('2026-03-02T08:00:00Z') };

describeOn('mongo', 'schema and documents of the registrar on mongo', () => {
  let url: string;
  let store: MongoStore;
  let connection: Connection;
  beforeEach(async () => {
    url = mongoDatabase();
    store = openMongo(url);
    connection = await store.ready();
  });
  afterEach(async () => {
    await store.close();
    await dropMongo(url);
  });
  const raw = (name: string) => connection.collection<{ _id: string; [field: string]: unknown }>(name);
  const version = async () => (await raw('schema').findOne({ _id: 'registrar' }))?.version;

  test('processes that start together bring an empty database up to date once', async () => {
    let runs = 0;
    const counted: Migration = {
      name: 'counted',
      up: async () => {
        runs++;
      },
    };
    await Promise.all(Array.from({ length: 6 }, () => migrate(connection, clock, [...migrations, counted])));
    expect([runs, await version(), await raw('schema').findOne({ _id: 'lock' })]).toEqual([1, migrations.length + 1, null]);
  });

  test('a database of an older schema is brought up to date with what it holds, from the step where it was cut off', async () => {
    // As an earlier program left it: without any note on leases.
    await raw('schema').insertOne({ _id: 'registrar', version: migrations.length });
    await raw('leases').insertMany([
      { _id: 'clock', holder: 'a', until: '2026-03-02T09:00:00.000Z' },
      { _id: 'launch', holder: 'b', until: '2026-03-02T09:00:00.000Z' },
    ]);
    let cut = true;
    const notes: Migration = {
      name: 'notes',
      async up(on) {
        await on.collection<{ _id: string }>('leases').updateOne({ note: { $exists: false } }, { $set: { note: 'none yet' } });
        if (cut) throw new Error('power cut');
        await on.collection<{ _id: string }>('leases').updateMany({ note: { $exists: false } }, { $set: { note: 'none yet' } });
      },
    };
    await expect(migrate(connection, clock, [...migrations, notes])).rejects.toThrow('power cut');
    expect(await version()).toBe(migrations.length);
    cut = false;
    await migrate(connection, clock, [...migrations, notes]);
    expect([await version(), await raw('leases').countDocuments({ note: 'none yet' })]).toEqual([migrations.length + 1, 2]);
  });

  test('a schema from a newer program is refused in one line, and left as it is', async () => {
    await raw('schema').insertOne({ _id: 'registrar', version: migrations.length + 1 });
    const refusal = openMongoRegistrar(url);
    await expect(refusal).rejects.toBeInstanceOf(NewerSchema);
    await expect(refusal).rejects.toThrow(/^[^\n]*start the newer program[^\n]*$/);
    expect((await connection.listCollections()).map(({ name }) => name)).toEqual(['schema']);
  });

  test('an index that is missing is built at the next start; one that differs is refused in one line', async () => {
    await (await openMongoRegistrar(url)).close();
    const names = async () => (await raw('outbox').indexes()).map(({ name }) => name).sort();
    const before = await names();
    await raw('outbox').dropIndex('due');
    expect(await names()).not.toEqual(before);
    await (await openMongoRegistrar(url)).close();
    expect(await names()).toEqual(before);

    await raw('accounts').dropIndex('by_subject');
    await raw('accounts').createIndex({ subject: 1 }, { name: 'by_subject' });
    const refusal = openMongoRegistrar(url);
    await expect(refusal).rejects.toBeInstanceOf(StoreCannotOpen);
    await expect(refusal).rejects.toThrow(/^[^\n]*by_subject of accounts[^\n]*drop it, then start again$/);
  });

  test('a lock whose holder died is taken over when its time is up', async () => {
    await raw('schema').insertOne({ _id: 'lock', holder: 'dead', until: '2026-03-02T07:59:59.000Z' });
    await migrate(connection, clock);
    expect([await version(), await raw('schema').findOne({ _id: 'lock' })]).toEqual([migrations.length, null]);
  });

  test('a field that no schema names is refused, in documents and in queries', async () => {
    const { accounts } = collectionsOn(connection);
    await expect(accounts.updateOne({ _id: 'x' }, { $set: { salary: 1 } as never })).rejects.toThrow('strict mode');
    await expect(accounts.find({ salary: 1 } as never)).rejects.toThrow('strictQuery');
  });

  test('every document is named by a text and, where the port has one, carries its organisation', async () => {
    const registrar = await openMongoRegistrar(url);
    await found(registrar);
    const round = await aDraftRound(registrar);
    await registrar.rounds.freeze(aFreeze(round, someInvitations(3)));
    await registrar.results.publishOnce(aPublication(round));
    await registrar.access.openSession(
      { hash: 's', organisation: ACME, account: 'hana', expires: '2026-04-01T00:00:00.000Z' },
      anAccount('hana'),
    );
    await registrar.access.countTry('key', '2026-04-01T00:00:00.000Z', 900);
    await registrar.close();
    const OF_NONE = new Set(['schema', 'tries', 'leases', 'counters', 'client_files', 'setup', 'organisations', 'rosters']);
    const names = (await connection.listCollections()).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['accounts', 'sessions', 'rounds', 'invitations', 'outbox', 'publications']));
    for (const name of names) {
      for (const document of await raw(name).find().toArray()) {
        expect([name, typeof document._id]).toEqual([name, 'string']);
        expect([name, Object.keys(document).filter((field) => /^(__v|createdTime|updatedAt)$/.test(field))]).toEqual([name, []]);
        if (!OF_NONE.has(name)) expect([name, document.organisation]).toEqual([name, ACME]);
      }
    }
  });

  test('a bulletin that is larger than a document can be is published and read whole', async () => {
    const registrar = await openMongoRegistrar(url);
    const publication = aPublication('f'.repeat(32) as never, 'Large', 300_000);
    expect(await registrar.results.publishOnce(publication)).toBe('published');
    const text = await registrar.results.bulletin(publication.manifest);
    expect(text?.length).toBeGreaterThan(16 * 1024 * 1024);
    expect(JSON.parse(text ?? '').ballots.scored).toEqual(publication.bulletin.ballots.scored);
    await registrar.close();
  });

  test('who begins to read a roster that is replaced and swept meanwhile reads the new one', async () => {
    const registrar = await openMongoRegistrar(url);
    await registrar.roster.replace(ACME, 0, aRoster(20, 'Old'), '2026-03-02T08:00:00.000Z');
    afterNextRead('rosters', () => registrar.roster.replace(ACME, 1, aRoster(30, 'New'), '2026-03-02T09:00:00.000Z'));
    expect(await registrar.roster.people(ACME)).toEqual(aRoster(30, 'New').people);
    await registrar.close();
  });

  test('a founding that another process ends while this one writes the first account keeps that account', async () => {
    const registrar = await openMongoRegistrar(url);
    const all = collectionsOn(connection);
    const organisation = { id: ACME, name: 'Acme', timeZone: 'Europe/Berlin', language: 'en', sample: false, createdAt: '2026' };
    await registrar.organisations.keepSetupHash('setup');
    await all.setup.updateOne({}, { $set: { hash: null, foundation: JSON.stringify({ organisation, account: anAccount('hana') }) } });
    // Between the account and the second look at what was begun.
    let looks = 0;
    const looking = (...where: Parameters<typeof all.setup.findOne>) => ({
      lean: async () => {
        if (++looks === 2) await finishFounding(all);
        return all.setup.findOne(...where).lean();
      },
    });
    const setup = new Proxy(all.setup, { get: (model, name) => (name === 'findOne' ? looking : Reflect.get(model, name)) });
    await finishFounding({ ...all, setup });
    expect((await registrar.organisations.list()).map(({ id }) => id)).toEqual([ACME]);
    expect((await registrar.accounts.list(ACME)).map(({ id }) => id)).toEqual(['hana']);
    expect(looks).toBe(2);
    await registrar.close();
  });

  test('an account that was removed does not come back by a founding that was late', async () => {
    const registrar = await openMongoRegistrar(url);
    await found(registrar);
    await registrar.accounts.add(anAccount('second'));
    await registrar.accounts.remove(ACME, 'hana');
    await registrar.organisations.keepSetupHash('setup');
    const organisation = { id: 'other', name: 'Other', timeZone: 'Europe/Berlin', language: 'en', sample: false, createdAt: '2026' };
    expect(await registrar.organisations.found({ organisation, account: anAccount('hana'), setupHash: 'setup' })).toBe('setup-done');
    expect((await registrar.accounts.list(ACME)).map(({ id }) => id)).toEqual(['second']);
    await registrar.close();
  });
});

test('no server, no registrar: told within bounded time, by its own name', async () => {
  const refused = openMongoRegistrar('mongodb://127.0.0.1:9/candour');
  await expect(refused).rejects.toMatchObject({ name: 'StoreUnavailable' });
});
