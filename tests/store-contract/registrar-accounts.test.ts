import { randomUUID } from 'node:crypto';
import type { AccountRecord } from '#server/storage/port/registrar/accounts.js';
import type { OrganisationRecord } from '#server/storage/port/registrar/organisations.js';
import type { Registrar } from '#server/storage/port/registrar.js';
import { describeEachEngine, type Stores } from './engines.js';

const NOW = '2026-03-02T08:00:00.000Z';
const LATER = '2026-03-02T20:00:00.000Z';
const HASH = 'a'.repeat(64);
const SUBJECT = 'https://sso.test/ hana';
let stores: Stores;
let registrar: Registrar;

function anOrganisation(id = 'org000000000'): OrganisationRecord {
  return { id, name: 'Acme', timeZone: 'Europe/Berlin', language: 'en', sample: false, createdAt: NOW };
}

function anAccount(over: Partial<AccountRecord> = {}): AccountRecord {
  const account = { id: 'hana00000000', organisation: 'org000000000', name: 'Hana', email: 'hana@acme.test' };
  return { ...account, roles: ['hr'], password: 'scrypt', twoFactor: null, oidcSubject: null, createdAt: NOW, ...over };
}

async function founded(): Promise<AccountRecord> {
  await registrar.organisations.keepSetupHash(HASH);
  await registrar.organisations.found({ organisation: anOrganisation(), account: anAccount(), setupHash: HASH });
  return anAccount();
}

const add = (id: string, over: Partial<AccountRecord> = {}) => registrar.accounts.add(anAccount({ id, email: `${id}@acme.test`, ...over }));

describeEachEngine('the registrar’s accounts', ({ open }) => {
  beforeEach(async () => {
    stores = await open();
    registrar = await stores.registrar();
  });

  describe('setting up', () => {
    test('happens once, however many try at once', async () => {
      await registrar.organisations.keepSetupHash(HASH);
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          registrar.organisations.found({
            organisation: anOrganisation(`org00000000${n}`),
            account: anAccount({ organisation: `org00000000${n}` }),
            setupHash: HASH,
          }),
        ),
      );
      expect(outcomes.filter((outcome) => outcome === 'founded')).toHaveLength(1);
      expect(await registrar.organisations.list()).toHaveLength(1);
    });

    test('needs the link that was printed last', async () => {
      await registrar.organisations.keepSetupHash(HASH);
      await registrar.organisations.keepSetupHash('b'.repeat(64));
      const foundation = { organisation: anOrganisation(), account: anAccount(), setupHash: HASH };
      expect(await registrar.organisations.found(foundation)).toBe('link-spent');
      expect(await registrar.organisations.list()).toEqual([]);
      expect(await registrar.organisations.found({ ...foundation, setupHash: 'b'.repeat(64) })).toBe('founded');
    });
  });

  describe('accounts', () => {
    test('an address belongs to one account', async () => {
      await founded();
      expect(await registrar.accounts.add(anAccount({ id: 'other0000000' }))).toBe('email-taken');
      expect(await registrar.accounts.readByEmail('hana@acme.test')).toEqual(anAccount());
    });

    test('the last HR who can sign in stays, whoever else is only invited', async () => {
      const { id, organisation } = await founded();
      await add('invited00000', { password: null });
      expect(await registrar.accounts.changeRoles(organisation, id, ['executive'])).toBe('last-hr');
      expect(await registrar.accounts.remove(organisation, id)).toBe('last-hr');
      expect(await registrar.accounts.remove(organisation, 'invited00000')).toBe('done');
      await add('second000000');
      expect(await registrar.accounts.remove(organisation, id)).toBe('done');
    });

    test('two HR who remove each other at the same moment leave one', async () => {
      const { id, organisation } = await founded();
      await add('second000000');
      const outcomes = await Promise.all([
        registrar.accounts.remove(organisation, id),
        registrar.accounts.remove(organisation, 'second000000'),
      ]);
      expect(outcomes.sort()).toEqual(['done', 'last-hr']);
    });

    test('an HR who signs in by the identity provider alone can run the organisation', async () => {
      const { id, organisation } = await founded();
      await add('second000000', { password: null });
      await registrar.accounts.bindOidc(organisation, 'second000000', SUBJECT);
      expect(await registrar.accounts.remove(organisation, id)).toBe('done');
    });

    test('of many subjects at once an account is bound to one, for good', async () => {
      const { id, organisation } = await founded();
      const subjects = Array.from({ length: 8 }, (_, n) => `https://sso.test/ ${n}`);
      const outcomes = await Promise.all(subjects.map((subject) => registrar.accounts.bindOidc(organisation, id, subject)));
      expect(outcomes.filter((outcome) => outcome === 'bound')).toHaveLength(1);
      expect(new Set(outcomes)).toEqual(new Set(['bound', 'other-subject']));
      const subject = subjects[outcomes.indexOf('bound')] ?? '';
      expect((await registrar.accounts.read(organisation, id))?.oidcSubject).toBe(subject);
      expect((await registrar.accounts.readByOidcSubject(subject))?.id).toBe(id);
      expect(await registrar.accounts.bindOidc(organisation, id, subject)).toBe('bound');
    });

    test('a subject has one account, in whatever organisation', async () => {
      const { id, organisation } = await founded();
      await add('second000000');
      const outcomes = await Promise.all([id, 'second000000'].map((each) => registrar.accounts.bindOidc(organisation, each, SUBJECT)));
      expect(outcomes.sort()).toEqual(['bound', 'other-account']);
      expect(await registrar.accounts.bindOidc('org999999999', id, SUBJECT)).toBe('not-found');
      expect(await registrar.accounts.readByOidcSubject('https://sso.test/ nobody')).toBeUndefined();
    });

    test('binding ends the links that wait for the account: whoever else holds one is late', async () => {
      const { id: account, organisation } = await founded();
      await registrar.access.keepLink({ hash: 'l', organisation, account, purpose: 'join', expires: LATER });
      await registrar.accounts.bindOidc(organisation, account, SUBJECT);
      expect(await registrar.access.readLink('l', NOW)).toBeUndefined();
    });

    test('are out of reach of another organisation', async () => {
      const { id } = await founded();
      expect(await registrar.accounts.read('org999999999', id)).toBeUndefined();
      expect(await registrar.accounts.changeRoles('org999999999', id, ['executive'])).toBe('not-found');
      expect(await registrar.accounts.remove('org999999999', id)).toBe('not-found');
    });

    test('of second factors that were proposed one after the other only the last is turned on, once', async () => {
      const { id, organisation } = await founded();
      const { accounts } = registrar;
      const confirmed = (sealedSecret: string) => accounts.confirmTwoFactor(organisation, id, { sealedSecret, step: 100 });
      for (const sealed of ['first', 'last']) await accounts.proposeTwoFactor(organisation, id, sealed);
      expect([await confirmed('first'), (await accounts.read(organisation, id))?.twoFactor]).toEqual([false, null]);
      expect([await confirmed('last'), await confirmed('last')]).toEqual([true, false]);
      expect((await accounts.read(organisation, id))?.twoFactor).toBe('last');
    });

    test('a code works once, and no earlier one after it', async () => {
      const { id, organisation } = await founded();
      await registrar.accounts.proposeTwoFactor(organisation, id, 'sealed');
      await registrar.accounts.confirmTwoFactor(organisation, id, { sealedSecret: 'sealed', step: 100 });
      expect((await registrar.accounts.read(organisation, id))?.twoFactor).toBe('sealed');
      const outcomes = await Promise.all(Array.from({ length: 4 }, () => registrar.accounts.takeCodeStep(organisation, id, 101)));
      expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(1);
      expect(await registrar.accounts.takeCodeStep(organisation, id, 100)).toBe('replayed');
    });
  });

  describe('access', () => {
    test('a session ends when it expires, when it is closed and when its account goes', async () => {
      const { organisation } = await founded();
      await add('second000000');
      const session = { hash: 's1', organisation, account: 'second000000', expires: LATER };
      await registrar.access.openSession(session, anAccount());
      expect((await registrar.access.readSession('s1', NOW))?.id).toBe('second000000');
      expect(await registrar.access.readSession('s1', LATER)).toBeUndefined();
      await registrar.access.closeSession('s1');
      expect(await registrar.access.readSession('s1', NOW)).toBeUndefined();
      await registrar.access.openSession({ ...session, hash: 's2' }, anAccount());
      await registrar.accounts.remove(organisation, 'second000000');
      expect(await registrar.access.readSession('s2', NOW)).toBeUndefined();
    });

    test('a session is opened by what the account is entered with now, and by nothing from before', async () => {
      const { organisation, id: account } = await founded();
      const { accounts, access } = registrar;
      const opened = (shown: Partial<AccountRecord>) =>
        access.openSession({ hash: randomUUID(), organisation, account, expires: LATER }, anAccount(shown));
      await access.changePassword(organisation, account, { from: 'scrypt', to: 'another', keep: '' });
      expect([await opened({}), await opened({ password: 'another' })]).toEqual([false, true]);
      await accounts.proposeTwoFactor(organisation, account, 'sealed');
      await accounts.confirmTwoFactor(organisation, account, { sealedSecret: 'sealed', step: 100 });
      const now = { password: 'another', twoFactor: 'sealed' };
      expect([await opened({ password: 'another' }), await opened(now)]).toEqual([false, true]);
      await accounts.bindOidc(organisation, account, SUBJECT);
      expect([await opened(now), await opened({ ...now, oidcSubject: SUBJECT })]).toEqual([false, true]);
      await add('second000000');
      await accounts.remove(organisation, 'second000000');
      expect(await access.openSession({ hash: 'gone', organisation, account: 'second000000', expires: LATER }, anAccount())).toBe(false);
    });

    test('no link is kept for an account that is gone', async () => {
      const { organisation } = await founded();
      await add('second000000');
      await registrar.accounts.remove(organisation, 'second000000');
      const link = { hash: 'l', organisation, account: 'second000000', purpose: 'reset', expires: LATER } as const;
      expect(await registrar.access.keepLink(link)).toBe(false);
      expect(await registrar.access.readLink('l', NOW)).toBeUndefined();
    });

    test('a link works once, ends the sessions, and a newer link replaces it', async () => {
      const { id: account, organisation } = await founded();
      const link = { organisation, account, purpose: 'reset', expires: LATER } as const;
      await registrar.access.keepLink({ ...link, hash: 'old' });
      await registrar.access.keepLink({ ...link, hash: 'new' });
      await registrar.access.openSession({ hash: 's', organisation, account, expires: LATER }, anAccount());
      expect(await registrar.access.useLink('old', NOW, 'p')).toBeUndefined();
      expect(await registrar.access.useLink('new', LATER, 'p')).toBeUndefined();
      const used = await Promise.all(Array.from({ length: 4 }, () => registrar.access.useLink('new', NOW, 'next')));
      expect(used.filter(Boolean)).toHaveLength(1);
      expect((await registrar.accounts.read(organisation, account))?.password).toBe('next');
      expect(await registrar.access.readSession('s', NOW)).toBeUndefined();
    });

    test('only a link from whoever runs the server takes off the second factor and the bond to the identity provider', async () => {
      const { id: account, organisation } = await founded();
      await registrar.accounts.bindOidc(organisation, account, SUBJECT);
      await registrar.accounts.proposeTwoFactor(organisation, account, 'sealed');
      await registrar.accounts.confirmTwoFactor(organisation, account, { sealedSecret: 'sealed', step: 1 });
      await registrar.access.keepLink({ hash: 'reset', organisation, account, purpose: 'reset', expires: LATER });
      expect(await registrar.access.useLink('reset', NOW, 'p')).toMatchObject({ twoFactor: 'sealed', oidcSubject: SUBJECT });
      await registrar.access.keepLink({ hash: 'recover', organisation, account, purpose: 'recover', expires: LATER });
      expect(await registrar.access.useLink('recover', NOW, 'p')).toMatchObject({ twoFactor: null, oidcSubject: null });
    });

    test('a changed password ends links and all sessions but one, and only replaces the password that was checked', async () => {
      const { id: account, organisation } = await founded();
      for (const hash of ['mine', 'other'])
        await registrar.access.openSession({ hash, organisation, account, expires: LATER }, anAccount());
      await registrar.access.keepLink({ hash: 'l', organisation, account, purpose: 'reset', expires: LATER });
      expect(await registrar.access.changePassword(organisation, account, { from: 'stale', to: 'x', keep: 'mine' })).toBe(false);
      expect(await registrar.access.readSession('other', NOW)).toBeDefined();
      const change = (to: string) => registrar.access.changePassword(organisation, account, { from: 'scrypt', to, keep: 'mine' });
      const outcomes = await Promise.all(['a', 'b', 'c', 'd'].map(change));
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect((await registrar.accounts.read(organisation, account))?.password).toBe('abcd'[outcomes.indexOf(true)]);
      expect(await registrar.access.readSession('mine', NOW)).toBeDefined();
      expect(await registrar.access.readSession('other', NOW)).toBeUndefined();
      expect(await registrar.access.readLink('l', NOW)).toBeUndefined();
    });

    test('tries are counted without loss in a window that begins with the first', async () => {
      const counts = await Promise.all(Array.from({ length: 20 }, () => registrar.access.countTry('key', NOW, 900)));
      expect(counts.map(({ tries }) => tries).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
      expect(counts[0]?.windowEnds).toBe('2026-03-02T08:15:00.000Z');
      expect((await registrar.access.countTry('key', LATER, 900)).tries).toBe(1);
      await registrar.access.forgetTries('key');
      expect((await registrar.access.countTry('key', LATER, 900)).tries).toBe(1);
    });

    test('what has expired can be swept away', async () => {
      const { id: account, organisation } = await founded();
      await registrar.access.openSession({ hash: 's', organisation, account, expires: LATER }, anAccount());
      await registrar.access.sweep(NOW);
      expect(await registrar.access.readSession('s', NOW)).toBeDefined();
      await registrar.access.sweep(LATER);
      expect(await registrar.access.readSession('s', NOW)).toBeUndefined();
    });
  });

  describe('ledger', () => {
    const entry = (at: string, act: string, organisation = 'org000000000') => ({
      organisation,
      at,
      who: 'Hana',
      act,
      subject: 'x',
      reason: null,
    });

    test('is read newest first, and pages lose nothing between entries of one moment', async () => {
      for (const [at, act] of [
        ['2026-03-01T00:00:00.000Z', 'a'],
        ['2026-03-02T00:00:00.000Z', 'b'],
        ['2026-03-02T00:00:00.000Z', 'c'],
        ['2026-03-03T00:00:00.000Z', 'd'],
      ] as const) {
        await registrar.ledger.enter(entry(at, act));
      }
      await registrar.ledger.enter(entry(NOW, 'foreign', 'org999999999'));
      const first = await registrar.ledger.read('org000000000', null, 2);
      expect([first.entries.map(({ act }) => act), first.more]).toEqual([['d', 'c', 'b'], true]);
      const second = await registrar.ledger.read('org000000000', first.entries.at(-1)?.at ?? null, 2);
      expect([second.entries.map(({ act }) => act), second.more]).toEqual([['a'], false]);
    });

    test('an act that is begun stands there as that, until it is said how it ended', async () => {
      const [done, nothing, unknown] = await Promise.all(['a', 'b', 'c'].map((act) => registrar.ledger.begin(entry(NOW, act))));
      const read = async () => (await registrar.ledger.read('org000000000', null, 10)).entries.map((each) => [each.act, each.done]).sort();
      expect(await read()).toEqual([
        ['a', false],
        ['b', false],
        ['c', false],
      ]);
      await registrar.ledger.end(done ?? '', 'done');
      await registrar.ledger.end(nothing ?? '', 'nothing');
      expect([typeof unknown, await read()]).toEqual([
        'string',
        [
          ['a', true],
          ['c', false],
        ],
      ]);
    });

    test('an act that stands as done is not taken back', async () => {
      const id = await registrar.ledger.begin(entry(NOW, 'a'));
      await registrar.ledger.end(id, 'done');
      await registrar.ledger.end(id, 'nothing');
      await registrar.ledger.enter(entry(NOW, 'b'));
      const { entries } = await registrar.ledger.read('org000000000', null, 10);
      expect(entries).toEqual([
        { ...entry(NOW, 'b'), done: true },
        { ...entry(NOW, 'a'), done: true },
      ]);
    });

    test('views keep who looked, in which roles', async () => {
      const view = { organisation: 'org000000000', at: NOW, who: 'Eli', roles: ['executive'] as const, round: 'r', title: 'Spring' };
      const other = { ...view, round: 's', title: 'Summer' };
      await registrar.ledger.enterViews([view, other]);
      await registrar.ledger.enterViews([]);
      expect(await registrar.ledger.readViews('org000000000', null, 10)).toEqual({ entries: [other, view], more: false });
    });
  });

  test('client files of a version stay as they were first kept', async () => {
    await registrar.clientFiles.keep('v1', [{ path: 'b.html', content: Buffer.from('first') }]);
    await registrar.clientFiles.keep('v1', [{ path: 'b.html', content: Buffer.from('second') }]);
    expect(Buffer.from((await registrar.clientFiles.read('v1', 'b.html')) ?? []).toString()).toBe('first');
    expect(await registrar.clientFiles.read('v2', 'b.html')).toBeUndefined();
  });

  test('everything is there after the store was closed and opened again', async () => {
    await founded();
    stores = await stores.reopen();
    registrar = await stores.registrar();
    expect((await registrar.organisations.read('org000000000'))?.name).toBe('Acme');
  });
});
