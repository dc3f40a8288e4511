import mongoose from 'mongoose';
import { openMongoRegistrar } from '#server/storage/mongo/registrar/registrar.js';
import type { Invitation } from '#server/storage/port/registrar/rounds.js';
import type { Registrar } from '#server/storage/port/registrar.js';
import { canonicalJson } from '#shared/ballot/canonical.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import { aRound, aUnit } from '../builders/ballots.js';
import { dyingAtEachStep, dyingBefore } from '../builders/dying-driver.js';
import {
  ACME,
  AT,
  aDraftRound,
  aFreeze,
  anAccount,
  anEvent,
  anInvitee,
  aPublication,
  aRoster,
  found,
  LATER,
  someInvitations,
  someSpares,
} from '../builders/registrar-records.js';
import { startChild } from '../processes/child.js';
import { describeEachEngine, describeOn, dropMongo, mongoDatabase, openAt, type Stores, toArray } from './engines.js';

const sales = aUnit('sales');

async function aRoundOver(registrar: Registrar, invitations: readonly Invitation[]): Promise<RoundId> {
  const id = await aDraftRound(registrar);
  await registrar.rounds.freeze(aFreeze(id, invitations));
  await registrar.rounds.become(id, 'scheduled', 'cancelled', anEvent('cancelled', 'Wrong list.'));
  await registrar.outbox.giveUp(id, 'the round was cancelled');
  return id;
}

describeEachEngine('after kill -9 in the middle of a large act', ({ open }) => {
  test('a launch leaves the draft as it was, and the next one is whole', async () => {
    let stores = await open();
    const id = await aDraftRound(await stores.registrar());
    const child = startChild('launch-or-import.ts', { url: stores.urls.registrar, freeze: aFreeze(id, someInvitations(30_000)) });
    for await (const _line of child.lines) break;
    await child.kill();

    stores = await stores.reopen();
    const registrar = await stores.registrar();
    const round = await registrar.rounds.byId(id);
    expect(round).toMatchObject({ state: 'draft', manifest: null });
    expect(await registrar.outbox.take('2026-04-01T00:00:00.000Z', '2026-04-02T00:00:00.000Z', 10)).toEqual([]);
    expect(await registrar.rounds.freeze(aFreeze(id, someInvitations(30), { revision: round?.revision ?? 0 }))).toBe('frozen');
    expect([await registrar.rounds.countInvited(id), (await registrar.outbox.counts(id)).waiting]).toEqual([30, 30]);
  });

  test('an import leaves the old roster or the new one, and the next one is whole', async () => {
    let stores = await open();
    await (await stores.registrar()).roster.replace(ACME, 0, aRoster(20, 'Old'), AT);
    const roster = aRoster(60_000, 'New');
    const child = startChild('launch-or-import.ts', { url: stores.urls.registrar, roster, organisation: ACME, revision: 1, at: LATER });
    for await (const _line of child.lines) break;
    await child.kill();

    stores = await stores.reopen();
    const registrar = await stores.registrar();
    const { revision } = await registrar.roster.state(ACME);
    expect(await registrar.roster.people(ACME)).toEqual((revision === 1 ? aRoster(20, 'Old') : roster).people);
    expect(await registrar.roster.replace(ACME, revision, aRoster(30, 'Newer'), LATER)).toBe('replaced');
    expect(await registrar.roster.people(ACME)).toEqual(aRoster(30, 'Newer').people);
  });

  test('who was invited to a round that is over is counted as before, and the next turn forgets the rest of them', async () => {
    let stores = await open();
    const id = await aRoundOver(await stores.registrar(), someInvitations(20_000));
    const child = startChild('launch-or-import.ts', { url: stores.urls.registrar, forget: id });
    for await (const _line of child.lines) break;
    await child.kill();

    stores = await stores.reopen();
    const registrar = await stores.registrar();
    const counts = async () => [await registrar.rounds.countInvited(id), await registrar.outbox.counts(id)];
    const asBefore = [20_000, { waiting: 0, sent: 0, failed: 20_000 }];
    expect([await counts(), (await registrar.rounds.namingInvited()).map((round) => round.id)]).toEqual([asBefore, [id]]);
    await registrar.rounds.forgetInvited(id);
    expect([await counts(), await registrar.rounds.namingInvited()]).toEqual([asBefore, []]);
    expect(await toArray(registrar.rounds.invitations(id))).toEqual([]);
  }, 120_000);
});

describeOn('mongo', 'on mongo, dead between any two writes', () => {
  const endings: (() => Promise<void>)[] = [];
  let stores: Stores;
  let registrar: Registrar;
  afterEach(async () => {
    for (const end of endings.splice(0).reverse()) await end();
  });
  const start = async () => {
    const url = mongoDatabase();
    endings.push(() => dropMongo(url));
    stores = openAt({ registrar: url, roll: url, ballotBox: url }, endings);
    registrar = await stores.registrar();
  };
  beforeEach(start);
  /** A process that is started anew. */
  const again = async () => {
    stores = await stores.reopen();
    registrar = await stores.registrar();
  };
  const countIn = async (collection: string, where: object = {}) => {
    const client = new mongoose.mongo.MongoClient(stores.urls.registrar);
    const sum = await client.db().collection(collection).countDocuments(where);
    await client.close();
    return sum;
  };
  /** Opens as a process does long after. */
  const openLongAfter = async () => {
    const tomorrow = await openMongoRegistrar(stores.urls.registrar, { now: () => new Date(Date.now() + 86_400_000) });
    await tomorrow.close();
  };

  test('a launch is whole or not at all, and what is left of it is swept', async () => {
    let id: RoundId = aRound();
    let frozen = 0;
    const steps = await dyingAtEachStep(
      async () => {
        id = await aDraftRound(registrar);
        return registrar.rounds.freeze(aFreeze(id, [...someInvitations(5), ...someSpares(2)]));
      },
      async () => {
        await again();
        const round = await registrar.rounds.byId(id);
        const invited = await toArray(registrar.rounds.invitations(id));
        const seen = [await registrar.rounds.countInvited(id), invited.length, (await registrar.outbox.counts(id)).waiting];
        const isFrozen = round?.state === 'scheduled';
        if (isFrozen) frozen++;
        expect(seen).toEqual(isFrozen ? [5, 5, 5] : [0, 0, 0]);
        expect(round?.manifest ?? null).toEqual(isFrozen ? expect.anything() : null);
      },
    );
    expect(steps).toBeGreaterThan(5);
    expect(frozen).toBeGreaterThan(0);
    await openLongAfter();
    expect([await countIn('invitations'), await countIn('outbox'), await countIn('additions')]).toEqual([7 * frozen, 5 * frozen, frozen]);
  });

  test('who was invited to a round that is over is counted all the while, and forgotten in the end', async () => {
    let steps = 0;
    for (let died = true; died; steps++) {
      const id = await aRoundOver(registrar, [...someInvitations(5), ...someSpares(2)]);
      died = await dyingBefore(steps, () => registrar.rounds.forgetInvited(id));
      await again();
      const counts = async () => [await registrar.rounds.countInvited(id), await registrar.outbox.counts(id)];
      const asBefore = [5, { waiting: 0, sent: 0, failed: 5 }];
      expect([await counts(), (await registrar.rounds.namingInvited()).length]).toEqual([asBefore, died ? 1 : 0]);
      await registrar.rounds.forgetInvited(id);
      expect([await counts(), await registrar.rounds.namingInvited()]).toEqual([asBefore, []]);
    }
    expect(steps).toBeGreaterThan(7);
    const of = ['invitations', 'outbox', 'spare_invitations', 'additions', 'attempts'];
    expect(await Promise.all(of.map((name) => countIn(name)))).toEqual([0, 0, 0, 0, 0]);
  });

  test('a roster is the old one or the new one, whole, and what is left of the other is swept', async () => {
    await registrar.roster.replace(ACME, 0, aRoster(50, 'Old'), AT);
    const steps = await dyingAtEachStep(
      async () => registrar.roster.replace(ACME, (await registrar.roster.state(ACME)).revision, aRoster(40, 'New'), LATER),
      async (_step, died) => {
        await again();
        const { revision } = await registrar.roster.state(ACME);
        const people = await registrar.roster.people(ACME);
        expect(people).toEqual(revision === 1 ? aRoster(50, 'Old').people : aRoster(40, 'New').people);
        if (!died) expect(revision).toBeGreaterThan(1);
        await openLongAfter();
        expect(await countIn('people')).toBe(people.length);
      },
    );
    expect(steps).toBeGreaterThan(5);
  });

  test('a publication is whole or not at all', async () => {
    let publication = aPublication(aRound());
    let published = 0;
    await dyingAtEachStep(
      () => {
        publication = aPublication(aRound(), 'Spring', 100);
        return registrar.results.publishOnce(publication);
      },
      async (_step, died) => {
        await again();
        const seen = await registrar.results.snapshot(ACME, publication.round);
        if (!died) expect(seen).toBeDefined();
        if (seen) published++;
        expect(seen?.snapshot).toEqual(seen ? publication.snapshot : undefined);
        expect(await registrar.results.bulletin(publication.manifest)).toBe(seen ? canonicalJson(publication.bulletin) : undefined);
        expect(await registrar.results.publishOnce(publication)).toBe(seen ? 'published-before' : 'published');
      },
    );
    expect(published).toBeGreaterThan(0);
  });

  test('a founding is finished by the next start once its token is spent', async () => {
    await dyingAtEachStep(
      async () => found(registrar),
      async (_step, died) => {
        await again();
        const [organisation] = await registrar.organisations.list();
        const hana = await registrar.accounts.readByEmail('hana@acme.test');
        expect([organisation?.id, hana?.id]).toEqual(organisation ? [ACME, 'hana'] : [undefined, undefined]);
        if (!died) expect(organisation).toBeDefined();
        await start();
      },
    );
  });

  test('somebody is added with mail and event, or can be added by the same again', async () => {
    const id = await aDraftRound(registrar);
    await registrar.rounds.freeze(aFreeze(id, [...someInvitations(2), ...someSpares(9)]));
    let people = 0;
    const add = async () => {
      const spare = await registrar.rounds.assignSpare(id, { unit: sales, invitee: anInvitee(`new ${people}`), reason: 'New.' });
      if (spare.outcome === 'assigned') await registrar.rounds.confirmSpare(id, spare.invitation.id, true, anEvent('person-added', 'New.'));
    };
    await dyingAtEachStep(add, async () => {
      await again();
      await add();
      people++;
      expect([await registrar.rounds.countInvited(id), (await registrar.outbox.counts(id)).waiting]).toEqual([2 + people, 2 + people]);
      expect(await registrar.rounds.events(id)).toHaveLength(2 + people);
    });
    expect(people).toBe(5);
  });

  test('an account that is removed is gone, or the next change of the staff sees to it', async () => {
    await found(registrar);
    let other = '';
    await dyingAtEachStep(
      async (step) => {
        other = `hr${step}`;
        await registrar.accounts.add(anAccount(other));
        return registrar.accounts.remove(ACME, other);
      },
      async (step) => {
        await again();
        await registrar.accounts.changeRoles(ACME, 'hana', ['hr']);
        const left = (await registrar.accounts.list(ACME)).map(({ id }) => id);
        // Before its second write, which is the decision, nothing has happened to it.
        expect(left).toEqual(step === 1 ? ['hana', other] : ['hana']);
        await registrar.accounts.remove(ACME, other);
      },
    );
  });
});
