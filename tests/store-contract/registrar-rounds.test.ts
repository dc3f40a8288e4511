import { randomBytes } from 'node:crypto';
import type { Freeze, Invitation } from '#server/storage/port/registrar/rounds.js';
import type { Registrar } from '#server/storage/port/registrar.js';
import type { Hash, Manifest, RoundId } from '#shared/ballot/manifest.js';
import type { RoundEvent } from '#shared/contract/rounds.js';
import { aRound, aUnit } from '../builders/ballots.js';
import { aDraft } from '../builders/office.js';
import { describeEachEngine, type Stores, toArray } from './engines.js';

const AT = '2026-03-05T08:00:00.000Z';
const LATER = '2026-03-05T09:00:00.000Z';
const event = (what: RoundEvent['what'], reason: string | null = null): RoundEvent => ({ at: AT, what, reason });
const invitee = (person: string, email: string | null = `${person}@a.test`) => ({ person, name: person, email, language: 'en' });

function anInvitation(parts: Partial<Invitation> = {}): Invitation {
  const person = randomBytes(6).toString('hex');
  return { id: randomBytes(32).toString('base64url'), unit: aUnit('sales'), spare: false, invitee: invitee(person), ...parts };
}

function aFreeze(id: RoundId, parts: Partial<Freeze> = {}): Freeze {
  const spare = () => anInvitation({ spare: true, invitee: null });
  const manifest = { format: 'candour-manifest-1', round: id, terms: { opens: aDraft().opens } } as Manifest;
  return {
    ...{ organisation: 'a', id, revision: 1, manifest, manifestHash: `${id}${id}` as Hash, homes: {}, queueMail: true },
    ...{ invitations: [anInvitation(), anInvitation({ invitee: invitee('post', null) }), spare(), spare()], event: event('launched') },
    ...parts,
  };
}

describeEachEngine('rounds in the registrar', ({ open }) => {
  let registrar: Registrar;
  let stores: Stores;
  let id: RoundId;
  beforeEach(async () => {
    stores = await open();
    registrar = await stores.registrar();
    id = aRound();
    await registrar.rounds.create({ organisation: 'a', id, draft: aDraft(), event: event('created') });
  });

  test('a draft is its organisation’s alone', async () => {
    expect(await registrar.rounds.read('a', id)).toMatchObject({
      state: 'draft',
      draft: aDraft(),
      manifest: null,
      closes: aDraft().closes,
    });
    expect(await registrar.rounds.read('b', id)).toBeUndefined();
    expect([await registrar.rounds.list('b'), (await registrar.rounds.list('a')).length]).toEqual([[], 1]);
    expect(await registrar.rounds.changeDraft('b', id, aDraft({ k: 6 }))).toBe('frozen');
    expect(await registrar.rounds.deleteDraft('b', id)).toBe('frozen');
    expect((await registrar.rounds.read('a', id))?.draft.k).toBe(5);
  });

  test('freezing writes manifest, invitations and waiting mail, once', async () => {
    const freeze = aFreeze(id, { homes: { north: { members: aUnit('sales'), leaders: aUnit('sales') } } });
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => registrar.rounds.freeze(freeze)));
    expect(outcomes.filter((outcome) => outcome === 'frozen')).toHaveLength(1);

    const record = await registrar.rounds.byManifest(freeze.manifestHash);
    expect(record).toEqual(await registrar.rounds.read('a', id));
    expect(record).toMatchObject({ state: 'scheduled', manifest: freeze.manifest, homes: freeze.homes, launchedAt: AT });
    const invited = await toArray(registrar.rounds.invitations(id));
    expect(invited).toEqual(freeze.invitations.filter(({ invitee: who }) => who).sort((a, b) => (a.id < b.id ? -1 : 1)));
    expect(await registrar.rounds.countInvited(id)).toBe(2);
    expect(await registrar.outbox.counts(id)).toEqual({ waiting: 1, sent: 0, failed: 0 });
    expect((await registrar.rounds.events(id)).map(({ what }) => what)).toEqual(['created', 'launched']);
    expect(await registrar.rounds.changeDraft('a', id, aDraft())).toBe('frozen');
    expect(await registrar.rounds.deleteDraft('a', id)).toBe('frozen');
  });

  test('a draft that was changed meanwhile is not frozen, and nothing of the launch stays', async () => {
    await registrar.rounds.changeDraft('a', id, aDraft({ k: 6 }));
    expect(await registrar.rounds.freeze(aFreeze(id))).toBe('overtaken');
    const sameTwice = anInvitation();
    await expect(registrar.rounds.freeze(aFreeze(id, { revision: 2, invitations: [sameTwice, sameTwice] }))).rejects.toThrow();
    expect(await registrar.rounds.read('a', id)).toMatchObject({ state: 'draft', manifest: null, draft: { k: 6 } });
    expect([await toArray(registrar.rounds.invitations(id)), (await registrar.outbox.counts(id)).waiting]).toEqual([[], 0]);
  });

  test('a round moves on from the state it is in, once, with its event', async () => {
    await registrar.rounds.freeze(aFreeze(id));
    const opened = await Promise.all(Array.from({ length: 8 }, () => registrar.rounds.become(id, 'scheduled', 'open', event('opened'))));
    expect(opened.filter(Boolean)).toHaveLength(1);
    expect(await registrar.rounds.become(id, 'open', 'closing', event('closing'))).toBe(true);
    expect(await registrar.rounds.become(id, 'open', 'cancelled', event('cancelled', 'Why.'))).toBe(false);
    expect(await registrar.rounds.moveClose(id, { from: aDraft().closes, to: '2026-03-14T00:00:00Z' }, event('extended'))).toBe(false);
    expect((await registrar.rounds.allInStates(['closing', 'open'])).map((round) => round.id)).toEqual([id]);
    await registrar.rounds.become(id, 'closing', 'published', event('published'));
    expect(await registrar.rounds.byId(id)).toMatchObject({ state: 'published', publishedAt: AT, cancelledBecause: null });
    expect((await registrar.rounds.events(id)).map(({ what }) => what)).toEqual(['created', 'launched', 'opened', 'closing', 'published']);
  });

  test('an end that is moved says who asked for it when', async () => {
    await registrar.rounds.freeze(aFreeze(id));
    await registrar.rounds.become(id, 'scheduled', 'open', event('opened'));
    const extended = { from: aDraft().closes, to: '2026-03-14T00:00:00Z' };
    expect(await registrar.rounds.moveClose(id, extended, event('extended', 'Why.'))).toBe(true);
    expect(await registrar.rounds.byId(id)).toMatchObject({ closes: '2026-03-14T00:00:00Z', closeAskedAt: null });
    const ended = { from: extended.to, to: '2026-03-10T00:00:00Z' };
    expect(await registrar.rounds.moveClose(id, ended, event('close-asked', 'Why.'))).toBe(true);
    expect(await registrar.rounds.byId(id)).toMatchObject({ closes: '2026-03-10T00:00:00Z', closeAskedAt: AT, draft: aDraft() });
  });

  test('whoever has no address is counted, additions once they are invited', async () => {
    const { rounds } = registrar;
    expect(await rounds.countWithoutAddress(id)).toBe(0);
    await rounds.freeze(aFreeze(id));
    expect(await rounds.countWithoutAddress(id)).toBe(1);
    const given = (person: string, email?: null) => ({ unit: aUnit('sales'), invitee: invitee(person, email), reason: 'Why.' });
    for (const each of [given('x', null), given('y')]) {
      const spare = await rounds.assignSpare(id, each);
      const before = await rounds.countWithoutAddress(id);
      await rounds.confirmSpare(id, spare.outcome === 'assigned' ? spare.invitation.id : '', true, event('person-added', 'Why.'));
      expect([before, await rounds.countWithoutAddress(id)]).toEqual(each.invitee.person === 'x' ? [1, 2] : [2, 2]);
    }
  });

  test('of some people those who are invited are told, additions once they are', async () => {
    const { rounds } = registrar;
    const among = async () => [...(await rounds.invitedAmong(id, ['post', 'x', 'nobody']))].sort();
    expect(await among()).toEqual([]);
    await rounds.freeze(aFreeze(id));
    expect(await among()).toEqual(['post']);
    const spare = await rounds.assignSpare(id, { unit: aUnit('sales'), invitee: invitee('x'), reason: 'Why.' });
    expect(await among()).toEqual(['post']);
    await rounds.confirmSpare(id, spare.outcome === 'assigned' ? spare.invitation.id : '', true, event('person-added', 'Why.'));
    expect(await among()).toEqual(['post', 'x']);
  });

  test('a spare goes to one person, and comes back when the roll has none left', async () => {
    const { rounds } = registrar;
    await rounds.freeze(aFreeze(id));
    const assign = async (person: string) =>
      rounds.assignSpare(id, { unit: aUnit('sales'), invitee: invitee(person), reason: `For ${person}.` });
    const outcomes = [await assign('x'), await assign('y'), await assign('z'), await assign('x')];
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['assigned', 'assigned', 'none-left', 'assigned']);
    const [x, y, , again] = outcomes.map((outcome) => (outcome.outcome === 'assigned' ? outcome.invitation : undefined));
    expect(again).toEqual(x);
    expect(await rounds.countInvited(id)).toBe(2);
    const held = [x, y].map((one) => ({ round: id, invitation: one?.id, reason: `For ${one?.invitee?.person}.` }));
    expect(await rounds.heldSpares()).toHaveLength(2);
    expect(await rounds.heldSpares()).toEqual(expect.arrayContaining(held));

    await rounds.releaseSpare(id, y?.id ?? '');
    await rounds.confirmSpare(id, x?.id ?? '', true, event('person-added', 'Why.'));
    await rounds.confirmSpare(id, x?.id ?? '', true, event('person-added', 'Why.'));
    expect([await rounds.countInvited(id), (await registrar.outbox.counts(id)).waiting]).toEqual([3, 2]);
    expect(await rounds.heldSpares()).toEqual([]);
    expect(await assign('x')).toEqual({ outcome: 'already-invited' });
    expect(await assign('z')).toMatchObject({ outcome: 'assigned' });
    expect(await rounds.assignSpare(id, { unit: aUnit('works'), invitee: invitee('w'), reason: 'Why.' })).toEqual({ outcome: 'none-left' });
  });

  test('more people than a page are all streamed, once', async () => {
    const invitations = Array.from({ length: 1201 }, () => anInvitation());
    await registrar.rounds.freeze(aFreeze(id, { invitations }));
    const ids = (await toArray(registrar.rounds.invitations(id))).map((invitation) => invitation.id);
    expect(new Set(ids)).toEqual(new Set(invitations.map((invitation) => invitation.id)));
    expect(ids).toHaveLength(1201);
  });

  test('the first figure of a day stays', async () => {
    const { rounds } = registrar;
    expect(await rounds.recordParticipation(id, { day: '2026-03-05', collected: null })).toBe(true);
    expect(await rounds.recordParticipation(id, { day: '2026-03-05', collected: 20 })).toBe(false);
    await rounds.recordParticipation(id, { day: '2026-03-06', collected: 20 });
    expect(await rounds.participation(id)).toEqual([
      { day: '2026-03-05', collected: null },
      { day: '2026-03-06', collected: 20 },
    ]);
  });

  test('a lease has one holder, who may keep it; it is free when it runs out or is dropped', async () => {
    const { rounds } = registrar;
    const take = (holder: string, now = AT) => rounds.takeLease({ name: 'clock', holder, until: LATER, now });
    expect([await take('a'), await take('b'), await take('c')]).toEqual([true, false, false]);
    expect([await take('a'), await take('b'), await take('b', LATER), await take('a')]).toEqual([true, false, true, false]);
    await rounds.dropLease('clock', 'a');
    expect(await take('a')).toBe(false);
    await rounds.dropLease('clock', 'b');
    expect(await take('a')).toBe(true);
  });

  test('a lease that a clock set which was ahead is free, unless it was ahead by less than the lease lasts', async () => {
    const { rounds } = registrar;
    const take = (holder: string, now: string, until: string) => rounds.takeLease({ name: 'clock', holder, now, until });
    const [year, hour] = ['2027-03-05T08:00:00.000Z', '2027-03-05T09:00:00.000Z'];
    expect([await take('ahead', year, hour), await take('a', AT, LATER), await take('ahead', AT, LATER)]).toEqual([true, true, false]);
    const seconds = (at: string) => at.replace('00:00.000Z', '00:59.000Z');
    expect(await take('a', seconds(AT), seconds(LATER))).toBe(true);
    expect(await take('b', AT, LATER)).toBe(false);
  });

  test('a lease keeps the last note of its holder for everybody to read, also when it has run out', async () => {
    const { rounds } = registrar;
    expect(await rounds.readLease('launch')).toBeUndefined();
    const take = (holder: string, note?: string) =>
      rounds.takeLease({ name: 'launch', holder, until: LATER, now: AT, ...(note ? { note } : {}) });
    await take('a', 'one');
    await take('a', 'two');
    expect(await take('b', 'mine')).toBe(false);
    expect(await rounds.readLease('launch')).toEqual({ until: LATER, note: 'two' });
    await take('a');
    expect(await rounds.readLease('launch')).toEqual({ until: LATER, note: null });
    await rounds.dropLease('launch', 'a');
    expect(await rounds.readLease('launch')).toBeUndefined();
  });

  test('leases are found by how their names begin, also those that have run out', async () => {
    const { rounds } = registrar;
    for (const name of ['launch b', 'launch a', 'launch', 'launchx', 'scheduler'])
      await rounds.takeLease({ name, holder: 'one', until: AT, now: AT });
    expect(await rounds.leasesNamed('launch ')).toEqual(['launch a', 'launch b']);
    await rounds.dropLease('launch a', 'one');
    expect(await rounds.leasesNamed('launch ')).toEqual(['launch b']);
  });

  test('mail is taken by one process, held until it is done or the time is up', async () => {
    const { outbox, rounds } = registrar;
    await rounds.freeze(aFreeze(id, { invitations: Array.from({ length: 10 }, () => anInvitation()) }));
    const [mine, theirs] = await Promise.all([outbox.take(AT, LATER, 6), outbox.take(AT, LATER, 6)]);
    expect(new Set([...mine, ...theirs].map((mail) => mail.id)).size).toBe(10);
    expect(await outbox.take(AT, LATER, 10)).toEqual([]);
    const [sent, postponed, failed] = mine;
    await outbox.markSent(sent?.id ?? '');
    await outbox.postpone(postponed?.id ?? '', LATER, 'busy');
    await outbox.markFailed(failed?.id ?? '', 'refused');
    expect(await outbox.counts(id)).toEqual({ waiting: 8, sent: 1, failed: 1 });
    expect([await outbox.countFailures(id), (await outbox.failures(id, 1)).length]).toEqual([2, 1]);
    expect((await outbox.failures(id, 9)).map(({ reason, forGood }) => `${reason} ${forGood}`).sort()).toEqual([
      'busy false',
      'refused true',
    ]);
    const due = await outbox.take(LATER, LATER, 20);
    expect(due).toHaveLength(8);
    expect(due.find((mail) => mail.id === postponed?.id)).toMatchObject({ tries: 1, organisation: 'a', round: id });
    await outbox.retryFailed(id, AT);
    expect((await outbox.take(AT, LATER, 20)).map((mail) => mail.tries)).toEqual([0, 0]);
    await outbox.giveUp(id, 'over');
    expect(await outbox.counts(id)).toEqual({ waiting: 0, sent: 1, failed: 9 });
  });

  test('all of it is there after a restart', async () => {
    await registrar.rounds.freeze(aFreeze(id));
    const before = [await registrar.rounds.list('a'), await registrar.rounds.events(id), await toArray(registrar.rounds.invitations(id))];
    stores = await stores.reopen();
    registrar = await stores.registrar();
    expect([await registrar.rounds.list('a'), await registrar.rounds.events(id), await toArray(registrar.rounds.invitations(id))]).toEqual(
      before,
    );
  });
});
