import type { Registrar } from '#server/storage/port/registrar.js';
import { canonicalJson } from '#shared/ballot/canonical.js';
import { aRound, aUnit } from '../builders/ballots.js';
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
  atOnce,
  found,
  LATER,
  someInvitations,
  someSpares,
} from '../builders/registrar-records.js';
import { describeEachEngine, toArray } from './engines.js';

const sales = aUnit('sales');
const count = <T>(outcomes: readonly T[], outcome: T) => outcomes.filter((one) => one === outcome).length;

describeEachEngine('with many callers at once', ({ open }) => {
  let registrar: Registrar;
  beforeEach(async () => {
    registrar = await (await open()).registrar();
  });

  test('every one of 64 who look at results at once is entered, in the ledger of their own organisation', async () => {
    await found(registrar);
    const organisation = (reader: number) => (reader % 4 === 0 ? 'other' : ACME);
    await atOnce(64, (reader) =>
      registrar.ledger.enterViews([
        { organisation: organisation(reader), at: AT, who: `reader ${reader}`, roles: ['hr'], round: 'r', title: 'Spring' },
      ]),
    );
    for (const one of [ACME, 'other']) {
      const readers = Array.from({ length: 64 }, (_, reader) => reader).filter((reader) => organisation(reader) === one);
      const { entries } = await registrar.ledger.readViews(one, null, 100);
      expect(entries.map(({ who }) => who).sort()).toEqual(readers.map((reader) => `reader ${reader}`).sort());
    }
  });

  test('an installation is founded by one of 64, with the account of that one alone', async () => {
    await registrar.organisations.keepSetupHash('setup');
    const outcomes = await atOnce(64, (caller) => {
      const organisation = { id: `org${caller}`, name: 'Acme', timeZone: 'Europe/Berlin', language: 'en', sample: false, createdAt: AT };
      const account = anAccount(`hr${caller}`, { organisation: organisation.id });
      return registrar.organisations.found({ organisation, account, setupHash: 'setup' });
    });
    const winner = outcomes.indexOf('founded');
    expect([count(outcomes, 'founded'), count(outcomes, 'setup-done') + count(outcomes, 'link-spent')]).toEqual([1, 63]);
    expect((await registrar.organisations.list()).map(({ id }) => id)).toEqual([`org${winner}`]);
    const accounts = await atOnce(64, (caller) => registrar.accounts.readByEmail(`hr${caller}@acme.test`));
    expect(accounts.filter((account) => account !== undefined).map(({ id }) => id)).toEqual([`hr${winner}`]);
  });

  test('an address is taken by one of 64 accounts', async () => {
    await found(registrar);
    const outcomes = await atOnce(64, (caller) => registrar.accounts.add(anAccount(`a${caller}`, { email: 'new@acme.test' })));
    expect(count(outcomes, 'added')).toBe(1);
    expect((await registrar.accounts.readByEmail('new@acme.test'))?.id).toBe(`a${outcomes.indexOf('added')}`);
  });

  test.each([1, 2, 3])(
    '16 HR who remove one another, or take one another’s role, leave somebody who can run the organisation (%i)',
    async () => {
      await found(registrar);
      await atOnce(15, (caller) => registrar.accounts.add(anAccount(`hr${caller}`)));
      const all = (await registrar.accounts.list(ACME)).map(({ id }) => id);
      const outcomes = await atOnce(16, (caller) => {
        const other = all[(caller + 1) % 16] ?? '';
        return caller % 2 ? registrar.accounts.remove(ACME, other) : registrar.accounts.changeRoles(ACME, other, ['executive']);
      });
      const left = (await registrar.accounts.list(ACME)).filter(({ roles }) => roles.includes('hr'));
      expect([left.length, count(outcomes, 'last-hr'), count(outcomes, 'done')]).toEqual([1, 1, 15]);
    },
  );

  test('a link is used by one of 64, and the sessions from before are over', async () => {
    await found(registrar);
    await registrar.access.openSession({ hash: 'before', organisation: ACME, account: 'hana', expires: LATER }, anAccount('hana'));
    await registrar.access.keepLink({ hash: 'link', organisation: ACME, account: 'hana', purpose: 'reset', expires: LATER });
    const outcomes = await atOnce(64, (caller) => registrar.access.useLink('link', AT, `password ${caller}`));
    const winner = outcomes.findIndex((account) => account !== undefined);
    expect(outcomes.filter((account) => account !== undefined)).toHaveLength(1);
    expect((await registrar.accounts.read(ACME, 'hana'))?.password).toBe(`password ${winner}`);
    expect(await registrar.access.readSession('before', AT)).toBeUndefined();
  });

  test('a code is taken by one of 64', async () => {
    await found(registrar);
    const outcomes = await atOnce(64, () => registrar.accounts.takeCodeStep(ACME, 'hana', 7));
    expect([count(outcomes, 'taken'), count(outcomes, 'replayed')]).toEqual([1, 63]);
  });

  test('of 64 subjects an account is bound to one', async () => {
    await found(registrar);
    const outcomes = await atOnce(64, (caller) => registrar.accounts.bindOidc(ACME, 'hana', `https://sso.test/ ${caller}`));
    expect([count(outcomes, 'bound'), count(outcomes, 'other-subject')]).toEqual([1, 63]);
    expect((await registrar.accounts.read(ACME, 'hana'))?.oidcSubject).toBe(`https://sso.test/ ${outcomes.indexOf('bound')}`);
  });

  test('64 tries are counted as 64', async () => {
    const counts = await atOnce(64, () => registrar.access.countTry('key', AT, 900));
    expect(counts.map(({ tries }) => tries).sort((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, n) => n + 1));
    const anew = await atOnce(64, () => registrar.access.countTry('key', LATER, 900));
    expect(Math.max(...anew.map(({ tries }) => tries))).toBe(64);
  });

  test('64 acts of the same moment are 64 entries of the ledger', async () => {
    await atOnce(64, (caller) =>
      registrar.ledger.enter({ organisation: ACME, at: AT, who: 'Hana', act: `act ${caller}`, subject: 'x', reason: null }),
    );
    const { entries } = await registrar.ledger.read(ACME, null, 10);
    expect(new Set(entries.map(({ act }) => act)).size).toBe(64);
  });

  test('a roster is replaced by one of 16, whole', async () => {
    const outcomes = await atOnce(16, (caller) => registrar.roster.replace(ACME, 0, aRoster(200, `Person of ${caller}`), AT));
    expect([count(outcomes, 'replaced'), count(outcomes, 'changed')]).toEqual([1, 15]);
    expect(await registrar.roster.people(ACME)).toEqual(aRoster(200, `Person of ${outcomes.indexOf('replaced')}`).people);
  });

  test('who reads a roster while it is replaced reads one of the two, whole', async () => {
    await registrar.roster.replace(ACME, 0, aRoster(3_000, 'Old'), AT);
    const replacing = registrar.roster.replace(ACME, 1, aRoster(3_000, 'New'), AT);
    const reads = [];
    for (let at = 0; at < 12; at++) reads.push(await registrar.roster.people(ACME));
    expect(await replacing).toBe('replaced');
    reads.push(await registrar.roster.people(ACME));
    const kinds = reads.map((people) => [people.length, new Set(people.map(({ name }) => name.slice(0, 3))).size]);
    expect(new Set(kinds.map(String))).toEqual(new Set(['3000,1']));
    expect(reads.at(-1)?.[0]?.name).toBe('New 0');
  });

  test('a round is frozen by one of 16, with the invitations and mails of that one alone', async () => {
    const id = await aDraftRound(registrar);
    const freezes = Array.from({ length: 16 }, () => aFreeze(id, someInvitations(50)));
    const outcomes = await Promise.all(freezes.map((freeze) => registrar.rounds.freeze(freeze)));
    expect([count(outcomes, 'frozen'), count(outcomes, 'overtaken')]).toEqual([1, 15]);
    const frozen = new Set(freezes[outcomes.indexOf('frozen')]?.invitations.map((invitation) => invitation.id));
    expect(new Set((await toArray(registrar.rounds.invitations(id))).map((invitation) => invitation.id))).toEqual(frozen);
    expect((await registrar.outbox.counts(id)).waiting).toBe(50);
    const due = await registrar.outbox.take('2026-04-01T00:00:00.000Z', '2026-04-02T00:00:00.000Z', 1_000);
    expect(new Set(due.map(({ invitation }) => invitation))).toEqual(frozen);
  });

  test('a round is moved on by one of 64, with one event', async () => {
    const id = await aDraftRound(registrar);
    await registrar.rounds.freeze(aFreeze(id, someInvitations(2)));
    await registrar.rounds.become(id, 'scheduled', 'open', anEvent('opened'));
    const outcomes = await atOnce(64, (caller) => {
      if (caller % 2) return registrar.rounds.become(id, 'open', 'closing', anEvent('closing'));
      return registrar.rounds.become(id, 'open', 'cancelled', anEvent('cancelled', `by ${caller}`));
    });
    const winner = outcomes.indexOf(true);
    expect(count(outcomes, true)).toBe(1);
    expect(await registrar.rounds.byId(id)).toMatchObject({
      state: winner % 2 ? 'closing' : 'cancelled',
      cancelledBecause: winner % 2 ? null : `by ${winner}`,
    });
    expect(await registrar.rounds.events(id)).toHaveLength(4);
  });

  test('the end of a round is moved by one of 64, with one event', async () => {
    const id = await aDraftRound(registrar);
    const closes = (await registrar.rounds.byId(id))?.closes ?? '';
    await registrar.rounds.freeze(aFreeze(id, someInvitations(2)));
    await registrar.rounds.become(id, 'scheduled', 'open', anEvent('opened'));
    const ends = (caller: number) => ({ from: closes, to: `2026-03-20T10:00:${String(caller % 60).padStart(2, '0')}Z` });
    const outcomes = await atOnce(64, (caller) => registrar.rounds.moveClose(id, ends(caller), anEvent('extended', `caller ${caller}`)));
    expect(count(outcomes, true)).toBe(1);
    const winner = outcomes.indexOf(true);
    const moved = (await registrar.rounds.events(id)).filter(({ what }) => what === 'extended');
    expect(moved.map(({ reason }) => reason)).toEqual([`caller ${winner}`]);
    expect((await registrar.rounds.byId(id))?.closes).toBe(ends(winner).to);
  });

  test('40 spares go to 40 of 64 people, one each', async () => {
    const id = await aDraftRound(registrar);
    await registrar.rounds.freeze(aFreeze(id, [...someInvitations(2), ...someSpares(40)]));
    const outcomes = await atOnce(64, (caller) =>
      registrar.rounds.assignSpare(id, { unit: sales, invitee: anInvitee(`new ${caller}`), reason: 'New.' }),
    );
    const given = outcomes.flatMap((one) => (one.outcome === 'assigned' ? one.invitation.id : []));
    expect([new Set(given).size, given.length]).toEqual([40, 40]);
    expect(outcomes.filter(({ outcome }) => outcome === 'none-left')).toHaveLength(24);
  });

  test('somebody who is added 32 times at once has one spare, one mail and one event', async () => {
    const id = await aDraftRound(registrar);
    await registrar.rounds.freeze(aFreeze(id, [...someInvitations(2), ...someSpares(40)]));
    const outcomes = await atOnce(32, () => registrar.rounds.assignSpare(id, { unit: sales, invitee: anInvitee('x'), reason: 'New.' }));
    const given = outcomes.map((one) => (one.outcome === 'assigned' ? one.invitation.id : ''));
    expect([new Set(given).size, outcomes.filter(({ outcome }) => outcome === 'assigned').length]).toEqual([1, 32]);
    await atOnce(32, () => registrar.rounds.confirmSpare(id, given[0] ?? '', true, anEvent('person-added', 'New.')));
    expect([await registrar.rounds.countInvited(id), (await registrar.outbox.counts(id)).waiting]).toEqual([3, 3]);
    expect((await registrar.rounds.events(id)).map(({ what }) => what)).toEqual(['created', 'launched', 'person-added']);
  });

  test('8 takers share the mails that are due, each once', async () => {
    const id = await aDraftRound(registrar);
    await registrar.rounds.freeze(aFreeze(id, someInvitations(60)));
    const [now, until] = ['2026-04-01T00:00:00.000Z', '2026-04-01T00:10:00.000Z'];
    const takes = (await atOnce(8, () => registrar.outbox.take(now, until, 10))).flat().map((mail) => mail.id);
    expect([takes.length, new Set(takes).size]).toEqual([60, 60]);
    expect(await registrar.outbox.take(now, until, 10)).toEqual([]);
  });

  test('a lease has one holder of 64, also when it has run out', async () => {
    const take = (now: string, until: string) =>
      atOnce(64, (caller) => registrar.rounds.takeLease({ name: 'clock', holder: `${now} ${caller}`, until, now }));
    expect(count(await take(AT, LATER), true)).toBe(1);
    expect(count(await take(LATER, '2026-03-06T09:00:00.000Z'), true)).toBe(1);
  });

  test('the figure of a day is that of one of 64', async () => {
    const id = await aDraftRound(registrar);
    const outcomes = await atOnce(64, (caller) => registrar.rounds.recordParticipation(id, { day: '2026-03-05', collected: caller * 5 }));
    expect(count(outcomes, true)).toBe(1);
    expect(await registrar.rounds.participation(id)).toEqual([{ day: '2026-03-05', collected: outcomes.indexOf(true) * 5 }]);
  });

  test('a round is published by one of 16, with snapshot and bulletin of that one', async () => {
    const round = aRound();
    const publications = Array.from({ length: 16 }, (_, caller) => aPublication(round, `by ${caller}`, 3));
    const outcomes = await Promise.all(publications.map((publication) => registrar.results.publishOnce(publication)));
    expect([count(outcomes, 'published'), count(outcomes, 'published-before')]).toEqual([1, 15]);
    const kept = publications[outcomes.indexOf('published')] ?? aPublication(round);
    expect((await registrar.results.snapshot(ACME, round))?.snapshot).toEqual(kept.snapshot);
    expect(await registrar.results.bulletin(kept.manifest)).toBe(canonicalJson(kept.bulletin));
  });
});
