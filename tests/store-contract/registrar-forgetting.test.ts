import mongoose from 'mongoose';
import { openMongoRegistrar } from '#server/storage/mongo/registrar/registrar.js';
import type { Registrar } from '#server/storage/port/registrar.js';
import { migrate } from '#server/storage/sqlite/registrar/migrate.js';
import { migrations } from '#server/storage/sqlite/registrar/migrations/index.js';
import { openSqliteRegistrar } from '#server/storage/sqlite/registrar/registrar.js';
import { openSqlite } from '#server/storage/sqlite/sqlite.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import { aUnit } from '../builders/ballots.js';
import { aFolder } from '../builders/folder.js';
import { everythingIn } from '../builders/registrar-contents.js';
import { aDraftRound, aFreeze, anEvent, anInvitation, anInvitee, atOnce, LATER, someSpares } from '../builders/registrar-records.js';
import { describeEachEngine, describeOn, dropMongo, mongoDatabase, type Stores, toArray } from './engines.js';

const NAMES = ['quetzal', 'ostrich', 'heron', 'plover', 'dunlin'];
const FAR = '2027-01-01T00:00:00.000Z';

/** Launched: four by mail, one on paper; and a sixth, added later. */
async function aRoundOf(registrar: Registrar): Promise<RoundId> {
  const id = await aDraftRound(registrar);
  const invited = NAMES.map((name) => anInvitation({ invitee: anInvitee(name, name === 'dunlin' ? null : undefined) }));
  await registrar.rounds.freeze(aFreeze(id, [...invited, ...someSpares(2)]));
  const added = await registrar.rounds.assignSpare(id, { unit: aUnit('sales'), invitee: anInvitee('avocet'), reason: 'Forgotten.' });
  const spare = added.outcome === 'assigned' ? added.invitation.id : '';
  await registrar.rounds.confirmSpare(id, spare, true, anEvent('person-added', 'Forgotten.'));
  await registrar.rounds.become(id, 'scheduled', 'open', anEvent('opened'));
  return id;
}

/** Two of its five mails arrived, one was refused, and two were never sent. */
async function over(registrar: Registrar, id: RoundId): Promise<void> {
  const mails = (await registrar.outbox.take(FAR, LATER, 99)).filter(({ round }) => round === id);
  for (const { id: mail } of mails.slice(0, 2)) await registrar.outbox.markSent(mail);
  await registrar.outbox.markFailed(mails[2]?.id ?? '', '550 no such mailbox');
  await registrar.rounds.become(id, 'open', 'closing', anEvent('closing'));
  await registrar.outbox.giveUp(id, 'the round is closed');
  await registrar.rounds.become(id, 'closing', 'published', anEvent('published'));
}

const countsOf = async ({ rounds, outbox }: Registrar, id: RoundId) => ({
  ...{ invited: await rounds.countInvited(id), withoutAddress: await rounds.countWithoutAddress(id) },
  ...{ mail: await outbox.counts(id), failures: await outbox.countFailures(id) },
});
const COUNTS = { invited: 6, withoutAddress: 1, mail: { waiting: 0, sent: 2, failed: 3 }, failures: 3 };
const naming = async ({ rounds }: Registrar) => (await rounds.namingInvited()).map(({ id }) => id);

describeEachEngine('who was invited to a round that is over', ({ open }) => {
  let stores: Stores;
  let registrar: Registrar;
  let id: RoundId;
  beforeEach(async () => {
    stores = await open();
    registrar = await stores.registrar();
    id = await aRoundOf(registrar);
  });

  test('is forgotten: no name, address or invitation of theirs is in any row, and everything is counted as before', async () => {
    await over(registrar, id);
    expect([await countsOf(registrar, id), await naming(registrar)]).toEqual([COUNTS, [id]]);
    const invitations = (await toArray(registrar.rounds.invitations(id))).map((one) => one.id);
    const before = await everythingIn(stores.urls.registrar);
    const writings = [...NAMES, 'avocet', 'no such mailbox'];
    expect([...writings, ...invitations].filter((written) => !before.includes(written))).toEqual([]);
    const [record, events] = [await registrar.rounds.byId(id), await registrar.rounds.events(id)];

    await registrar.rounds.forgetInvited(id);
    await registrar.rounds.forgetInvited(id);

    const after = await everythingIn(stores.urls.registrar);
    expect(writings.filter((written) => after.includes(written))).toEqual([]);
    expect([await registrar.rounds.byId(id), await registrar.rounds.events(id)]).toEqual([record, events]);
    stores = await stores.reopen();
    registrar = await stores.registrar();
    expect([await countsOf(registrar, id), await naming(registrar)]).toEqual([COUNTS, []]);
    const { rounds, outbox } = registrar;
    expect([await toArray(rounds.invitations(id)), await rounds.invitation(id, invitations[0] ?? '')]).toEqual([[], undefined]);
    expect([[...(await rounds.invitedAmong(id, NAMES))], await outbox.failures(id, 9), await outbox.take(FAR, FAR, 9)]).toEqual([
      [],
      [],
      [],
    ]);
  });

  test('stays known in every other round, and in one that is not over', async () => {
    const other = await aRoundOf(registrar);
    await over(registrar, id);
    await registrar.rounds.forgetInvited(id);
    const known = async () => [
      (await toArray(registrar.rounds.invitations(other))).length,
      (await countsOf(registrar, other)).mail,
      (await everythingIn(stores.urls.registrar)).match(/quetzal@a\.test/g)?.length,
    ];
    const all = [6, { waiting: 5, sent: 0, failed: 0 }, 1];
    expect(await known()).toEqual(all);
    for (const state of ['open', 'closing'] as const) {
      await registrar.rounds.forgetInvited(other);
      expect([await known(), await naming(registrar)]).toEqual([all, []]);
      if (state === 'open') await registrar.rounds.become(other, 'open', 'closing', anEvent('closing'));
    }
  });

  test('is forgotten after a cancelled round too, and by several at once', async () => {
    await registrar.rounds.become(id, 'open', 'cancelled', anEvent('cancelled', 'Wrong list.'));
    await registrar.outbox.giveUp(id, 'the round was cancelled');
    await atOnce(4, () => registrar.rounds.forgetInvited(id));
    const counts = { invited: 6, withoutAddress: 1, mail: { waiting: 0, sent: 0, failed: 5 }, failures: 5 };
    expect([await countsOf(registrar, id), await naming(registrar)]).toEqual([counts, []]);
  });
});

describeOn('sqlite', 'a registrar of before the counts were kept, on sqlite', () => {
  test('is brought up to date with its rounds, and forgets who was invited long ago', async () => {
    const place = await aFolder();
    const path = place.in('registrar.sqlite');
    const database = await openSqlite(path);
    migrate(database, migrations.slice(0, 9));
    database.exec(`
      INSERT INTO rounds (id, organisation, state, draft, revision, created_at, homes, closes, cleared)
        VALUES ('spring', 'acme', 'published', '{}', 1, '2026-01-05T08:00:00.000Z', '{}', '2026-01-20T08:00:00Z', 0);
      INSERT INTO invitations (id, organisation, round, unit, spare, state, person, name, email, language)
        VALUES ('one', 'acme', 'spring', 'sales', 0, 'issued', 'p1', 'Quetzal', 'quetzal@a.test', 'en'),
               ('two', 'acme', 'spring', 'sales', 0, 'issued', 'p2', 'Heron', NULL, 'en'),
               ('spare', 'acme', 'spring', 'sales', 1, 'free', NULL, NULL, NULL, NULL);
      INSERT INTO outbox VALUES ('invitation:one', 'acme', 'spring', 'one', 'invitation', 'sent', 0, '2026-01-06T08:00:00.000Z', NULL)`);
    database.close();

    const registrar = await openSqliteRegistrar(path);
    const id = 'spring' as RoundId;
    const counts = { invited: 2, withoutAddress: 1, mail: { waiting: 0, sent: 1, failed: 0 }, failures: 0 };
    expect([await countsOf(registrar, id), await naming(registrar)]).toEqual([counts, [id]]);
    await registrar.rounds.forgetInvited(id);
    expect([await countsOf(registrar, id), await naming(registrar)]).toEqual([counts, []]);
    await registrar.close();
    expect(await everythingIn(`sqlite:${path}`)).not.toMatch(/quetzal|heron/i);
    await place.remove();
  });
});

describeOn('mongo', 'a registrar of before the counts were kept, on mongo', () => {
  test('is brought up to date with its rounds, and forgets who was invited long ago', async () => {
    const url = mongoDatabase();
    const before = await openMongoRegistrar(url);
    const id = await aRoundOf(before);
    await over(before, id);
    await before.close();
    const client = new mongoose.mongo.MongoClient(url);
    const rounds = client.db().collection('rounds');
    await rounds.updateMany({}, { $unset: { invitedCounts: 1 } });
    await client
      .db()
      .collection<{ _id: string }>('schema')
      .updateOne({ _id: 'registrar' }, { $set: { version: 1 } });

    const registrar = await openMongoRegistrar(url);
    expect(await rounds.countDocuments({ invitedCounts: { $exists: true } })).toBe(1);
    expect([await countsOf(registrar, id), await naming(registrar)]).toEqual([COUNTS, [id]]);
    await registrar.rounds.forgetInvited(id);
    expect([await countsOf(registrar, id), await naming(registrar)]).toEqual([COUNTS, []]);
    await registrar.close();
    await client.close();
    await dropMongo(url);
  });
});
