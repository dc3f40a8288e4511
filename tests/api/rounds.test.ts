import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { background } from '#server/background.js';
import { collectBallots } from '#server/invitations/collect-ballots.js';
import { tokenHashOf } from '#server/invitations/tokens.js';
import { readMailKey, readSigningKeys } from '#server/keys/keys.js';
import {
  beginLaunch,
  changeRound,
  createRound,
  deleteDraft,
  launchRound,
  listRounds,
  openDueRounds,
  type RoundNeeds,
  readRound,
  readTerms,
} from '#server/rounds/rounds.js';
import type { Invitation } from '#server/storage/port/registrar/rounds.js';
import type { Roll } from '#server/storage/port/roll.js';
import { canonicalBytes } from '#shared/ballot/canonical.js';
import { Manifest, type RoundId, reportingUnits, sparesFor } from '#shared/ballot/manifest.js';
import type { Role } from '#shared/contract/roles.js';
import { aDraft, anOffice, anOpenRound, aRosterFile, aScheduledRound, importFile, type Office, refusalOf } from '../builders/office.js';
import { toArray } from '../store-contract/engines.js';

let office: Office;
beforeEach(async () => {
  office = await anOffice();
});
afterEach(() => office.remove());

const create = (draft = aDraft()) => createRound(office.rounds, { organisation: office.organisation, by: 'Hana', draft });
const actOn = (id: string) => ({ organisation: office.organisation, by: 'Hana', round: id as RoundId });
const stateOf = async (id: string) => (await readRound(office.rounds, actOn(id))).state;

describe('drafts', () => {
  test('may be changed and deleted', async () => {
    const { id } = await create();
    expect(await changeRound(office.rounds, { ...actOn(id), draft: aDraft({ title: 'Autumn', k: 6 }) })).toMatchObject({
      ...{ title: 'Autumn', state: 'draft', code: null, invited: null, mayCloseNow: false },
    });
    expect((await listRounds(office.rounds, office)).map(({ title }) => title)).toEqual(['Autumn']);
    await deleteDraft(office.rounds, actOn(id));
    expect(await listRounds(office.rounds, office)).toEqual([]);
    expect(await refusalOf(readRound(office.rounds, actOn(id)))).toMatchObject({ code: 'not-found' });
  });

  test.each([
    ['mayCloseFrom', { mayCloseFrom: '2026-03-04T07:00:00Z' }],
    ['closes', { closes: '2026-03-08T07:00:00Z' }],
    ['closes', { closes: '2026-03-04T07:00:00Z', mayCloseFrom: '2026-03-02T07:00:00Z' }],
    ['mayExtendTo', { mayExtendTo: '2026-03-13T15:59:59Z' }],
    ['employeesSeeResultsFrom', { employeesSeeResultsFrom: '2026-03-20T16:00:00Z' }],
  ])('times out of order are refused, naming %s', async (field, times) => {
    expect(await refusalOf(create(aDraft(times)))).toMatchObject({ code: 'launch-times-wrong', field, remedy: expect.any(String) });
  });

  test('a close before the opening is told as that, at the close alone', async () => {
    const { problems } = await refusalOf(create(aDraft({ mayCloseFrom: '2026-02-24T07:00:00Z', closes: '2026-03-03T07:00:00Z' })));
    expect(problems?.map(({ field, reason }) => [field, reason])).toEqual([['closes', 'The round would close before it opens.']]);
  });

  test("another organisation's round is not there", async () => {
    const { id } = await create();
    const foreign = { ...actOn(id), organisation: 'elsewhere000' };
    for (const act of [readRound, readTerms, launchRound, deleteDraft]) {
      expect(await refusalOf(act(office.rounds, foreign))).toMatchObject({ code: 'not-found' });
    }
  });
});

describe('a launch', () => {
  test('freezes a manifest that hashes to the code, with keys, spares and the form of every reporting unit', async () => {
    const { launched, manifest, hash } = await aScheduledRound(office, aDraft(), { Sales: 12, 'Works / Paint': 41, 'Works / Press': 10 });
    expect(createHash('sha256').update(canonicalBytes(manifest)).digest('hex')).toBe(hash);
    expect(Manifest.parse(manifest)).toEqual(manifest);
    expect(launched).toMatchObject({
      state: 'scheduled',
      invited: 63,
      manifestHash: hash,
      code: expect.stringMatching(/^(?:[0-9A-Z]{4} ?){4}$/),
    });
    expect(manifest.units.map(({ name, roll, spares }) => [name, roll, spares])).toEqual([
      ...[
        ['Acme', 63, 0],
        ['Sales', 12, 2],
        ['Works', 51, 0],
        ['Paint', 41, 3],
        ['Press', 10, 2],
      ],
    ]);
    expect(manifest.terms).toMatchObject({ k: 5, windows: 1, collectUntil: '2026-03-20T16:00:00Z', castFrom: '2026-03-04T07:00:00Z' });

    const keys = await readSigningKeys(office.rounds, manifest.round);
    const fingerprints = reportingUnits(manifest).map(({ id }) => keys?.get(id)?.scored?.publicKey ?? new Uint8Array());
    expect(fingerprints.map((key) => createHash('sha256').update(key).digest('hex'))).toEqual(
      reportingUnits(manifest).map(({ keys }) => keys.scored),
    );
    expect(new Set(fingerprints).size).toBe(3);
    expect(await office.registrar.clientFiles.read(manifest.client.version, 'b.html')).toBeDefined();
  });

  test('invites everybody once, each in their unit, and the roll knows their tokens', async () => {
    const { act, manifest } = await aScheduledRound(office);
    const invitations = await toArray(office.registrar.rounds.invitations(act.round));
    expect(new Set(invitations.map(({ invitee }) => invitee?.person)).size).toBe(23);
    const mailKey = (await readMailKey(office.rounds, act.round)) ?? new Uint8Array();
    const units = await Promise.all(invitations.map(({ id }) => office.place.roll.unitOf(act.round, tokenHashOf(mailKey, id))));
    expect(units).toEqual(invitations.map(({ unit }) => unit));
    const sizes = reportingUnits(manifest).map(({ id }) => invitations.filter(({ unit }) => unit === id).length);
    expect(sizes).toEqual(reportingUnits(manifest).map(({ roll }) => roll));
    expect(reportingUnits(manifest).map(({ roll, spares }) => spares === sparesFor(roll))).toEqual([true, true]);
  });

  test('changes nothing afterwards: not by a new draft, another launch, or a new roster', async () => {
    const { act, hash } = await aScheduledRound(office);
    expect(await refusalOf(changeRound(office.rounds, { ...act, draft: aDraft({ k: 6 }) }))).toMatchObject({ code: 'terms-frozen' });
    expect(await refusalOf(launchRound(office.rounds, act))).toMatchObject({ code: 'round-not-draft' });
    expect(await refusalOf(deleteDraft(office.rounds, act))).toMatchObject({ code: 'round-not-draft' });
    await importFile(office, aRosterFile({ Elsewhere: 30 }));
    expect(await readTerms(office.rounds, act)).toMatchObject({ hash, manifest: { terms: { k: 5 } } });
    expect(await office.registrar.rounds.countInvited(act.round)).toBe(23);
  });

  test('name the stewards of the day, for the notice', async () => {
    const { act } = await aScheduledRound(office);
    const colleague = {
      organisation: office.organisation,
      password: null,
      twoFactor: null,
      oidcSubject: null,
      createdAt: '2026-03-01T00:00:00Z',
    };
    const add = (name: string, roles: Role[]) =>
      office.registrar.accounts.add({ ...colleague, id: `account-${name}`, name, email: `${name}@acme.test`.toLowerCase(), roles });
    await add('Stella', ['steward']);
    await add('Edgar', ['executive']);
    expect((await readTerms(office.rounds, act)).stewards).toEqual(['Stella']);
  });

  test('of four at once one launches', async () => {
    await importFile(office, aRosterFile({ Sales: 20 }));
    const { id } = await create();
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => launchRound(office.rounds, actOn(id))));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await readRound(office.rounds, actOn(id))).events.map(({ what }) => what)).toEqual(['created', 'launched']);
  });

  const { clientFiles, rounds } = { clientFiles: 'clientFiles', rounds: 'rounds' } as const;
  test.each([
    ['keeping the page', clientFiles, 'keep'],
    ['keeping the keys', 'keys', 'keep'],
    ['writing the roll', 'roll', 'create'],
    ['writing the box', 'ballotBox', 'create'],
    ['freezing', rounds, 'freeze'],
  ] as const)('interrupted before %s leaves a draft that can be launched again', async (_when, part, method) => {
    await importFile(office, aRosterFile({ Sales: 20 }));
    const { id } = await create();
    const broken = { ...office.rounds, registrar: { ...office.rounds.registrar } };
    const fails = { [method]: () => Promise.reject(new Error('killed')) };
    if (part === 'keys' || part === 'roll' || part === 'ballotBox') Object.assign(broken, { [part]: { ...office.rounds[part], ...fails } });
    else Object.assign(broken.registrar, { [part]: { ...office.rounds.registrar[part], ...fails } });

    await expect(launchRound(broken, actOn(id))).rejects.toThrow('killed');
    expect(await stateOf(id)).toBe('draft');
    expect(await launchRound(office.rounds, actOn(id))).toMatchObject({ state: 'scheduled', invited: 20 });
    expect(await office.place.roll.collected(id as RoundId)).toBe(0);
  });

  describe('that goes on after its request was answered', () => {
    /** What a launch is given, with a roll that waits to be written until it is let go on. */
    function heldAtTheRoll() {
      let letGo = () => {};
      const held = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      let reached = () => {};
      const atTheRoll = new Promise<void>((resolve) => {
        reached = resolve;
      });
      const roll: Roll = {
        ...office.rounds.roll,
        async create(...all) {
          reached();
          await held;
          await office.rounds.roll.create(...all);
        },
      };
      const box = { written: 0 };
      const ballotBox: RoundNeeds['ballotBox'] = {
        ...office.rounds.ballotBox,
        create: async (...all) => {
          box.written += 1;
          await office.rounds.ballotBox.create(...all);
        },
      };
      return { needs: { ...office.rounds, roll, ballotBox }, letGo, atTheRoll, box };
    }
    const settled = async (id: string) => {
      while ((await readRound(office.rounds, actOn(id))).launch?.state === 'under-way') await setTimeout(10);
      return readRound(office.rounds, actOn(id));
    };

    test('tells how far it is, and keeps everybody else from the draft', async () => {
      await importFile(office, aRosterFile({ Sales: 20 }));
      const { id } = await create();
      const { needs, letGo, atTheRoll } = heldAtTheRoll();
      let makeKeys = () => {};
      const begun = new Promise<void>((resolve) => {
        makeKeys = resolve;
      });
      const makeSigningKey = () => begun.then(needs.makeSigningKey);
      expect(await beginLaunch({ ...needs, makeSigningKey }, actOn(id))).toMatchObject({
        state: 'draft',
        launch: { state: 'under-way', step: 'keys', done: 0, of: 1 },
      });
      makeKeys();
      await atTheRoll;
      expect((await readRound(office.rounds, actOn(id))).launch).toEqual({ state: 'under-way', step: 'roll', done: 0, of: 22 });
      expect(await refusalOf(launchRound(office.rounds, actOn(id)))).toMatchObject({ code: 'round-not-draft' });
      expect(await refusalOf(changeRound(office.rounds, { ...actOn(id), draft: aDraft() }))).toMatchObject({ code: 'terms-frozen' });
      expect(await refusalOf(deleteDraft(office.rounds, actOn(id)))).toMatchObject({ code: 'round-not-draft' });
      letGo();
      expect(await settled(id)).toMatchObject({ state: 'scheduled', invited: 20, launch: null });
      expect(office.faults).toEqual([]);
    });

    test('is there to be read for whoever is told that it began, however slow the store', async () => {
      await importFile(office, aRosterFile({ Sales: 20 }));
      const { id } = await create();
      const { needs, letGo, atTheRoll } = heldAtTheRoll();
      const slow: RoundNeeds['registrar']['rounds'] = {
        ...needs.registrar.rounds,
        takeLease: async (lease) => {
          if (lease.note) await setTimeout(100);
          return needs.registrar.rounds.takeLease(lease);
        },
      };
      expect((await beginLaunch({ ...needs, registrar: { ...needs.registrar, rounds: slow } }, actOn(id))).launch).not.toBeNull();
      await atTheRoll;
      letGo();
      expect(await settled(id)).toMatchObject({ state: 'scheduled' });
    });

    test('that ends while the round is read leaves no draft that nobody launches', async () => {
      await importFile(office, aRosterFile({ Sales: 20 }));
      const { id } = await create();
      const { needs, letGo, atTheRoll } = heldAtTheRoll();
      const launched = launchRound(needs, actOn(id));
      await atTheRoll;
      const { rounds } = office.registrar;
      const whichEndsIt: RoundNeeds['registrar']['rounds'] = {
        ...rounds,
        read: async (...all) => {
          const record = await rounds.read(...all);
          letGo();
          await launched;
          return record;
        },
      };
      const registrar = { ...office.rounds.registrar, rounds: whichEndsIt };
      expect(await readRound({ ...office.rounds, registrar }, actOn(id))).toMatchObject({ state: 'draft', launch: { state: 'under-way' } });
      expect(await readRound(office.rounds, actOn(id))).toMatchObject({ state: 'scheduled', launch: null });
    });

    test('is refused at once where the terms do not allow it, and leaves nothing to be read', async () => {
      await importFile(office, aRosterFile({ Sales: 9 }));
      const { id } = await create();
      expect(await refusalOf(beginLaunch(office.rounds, actOn(id)))).toMatchObject({ code: 'launch-too-small' });
      expect((await readRound(office.rounds, actOn(id))).launch).toBeNull();
    });

    test('of a process that stands still for a minute another one takes over, and the first writes nothing more', async () => {
      await importFile(office, aRosterFile({ Sales: 20 }));
      const { id } = await create();
      const { needs, letGo, atTheRoll, box } = heldAtTheRoll();
      const first = launchRound(needs, actOn(id));
      await atTheRoll;
      office.clock.set(new Date(office.clock.now().getTime() + 60_000).toISOString());
      expect((await readRound(office.rounds, actOn(id))).launch).toEqual({ state: 'interrupted', step: 'roll', done: 0, of: 22 });
      expect(await launchRound(office.rounds, actOn(id))).toMatchObject({ state: 'scheduled', invited: 20 });
      letGo();
      expect(await refusalOf(first)).toMatchObject({ code: 'round-not-draft' });
      expect(box.written).toBe(0);
      expect(await stateOf(id)).toBe('scheduled');
    });

    test('leaves off when the server is told to stop: the draft can be launched again', async () => {
      await importFile(office, aRosterFile({ Sales: 20 }));
      const { id } = await create();
      const { needs, letGo, atTheRoll } = heldAtTheRoll();
      await beginLaunch(needs, actOn(id));
      await atTheRoll;
      const stopped = office.rounds.background.stop();
      letGo();
      await stopped;
      expect(await readRound(office.rounds, actOn(id))).toMatchObject({ state: 'draft', launch: { state: 'interrupted', step: 'roll' } });
      const again = { ...office.rounds, background: background(() => {}) };
      expect(await launchRound(again, actOn(id))).toMatchObject({ state: 'scheduled', invited: 20, launch: null });
      expect(office.faults).toEqual([]);
    });
  });

  test('too few people, and nobody who may read, are refused with their remedy', async () => {
    await importFile(office, aRosterFile({ Sales: 9 }));
    expect(await refusalOf(launchRound(office.rounds, actOn((await create()).id)))).toMatchObject({ code: 'launch-too-small' });
    await importFile(office, aRosterFile({ Sales: 10 }));
    const unread = await create(aDraft({ readers: ['executive'] }));
    expect(await refusalOf(launchRound(office.rounds, actOn(unread.id)))).toMatchObject({
      code: 'launch-nobody-reads',
      remedy: expect.any(String),
    });
  });

  test('is entered in the ledger with who launched', async () => {
    await aScheduledRound(office);
    const { entries } = await office.registrar.ledger.read(office.organisation, null, 1);
    expect(entries[0]).toMatchObject({ act: 'round-launched', who: 'Hana', subject: 'Spring' });
  });
});

describe('opening', () => {
  test('comes with the clock, once, and not before', async () => {
    const { act } = await aScheduledRound(office);
    await openDueRounds(office.rounds, new Date('2026-03-04T06:59:59Z'));
    expect(await stateOf(act.round)).toBe('scheduled');
    await Promise.all([1, 2, 3].map(() => openDueRounds(office.rounds, new Date('2026-03-04T07:00:00Z'))));
    const { state, events } = await readRound(office.rounds, act);
    expect([state, events.map(({ what }) => what)]).toEqual(['open', ['created', 'launched', 'opened']]);
  });

  test('lets everybody collect with the token of their invitation', async () => {
    const { act, hash } = await anOpenRound(office);
    const [first] = (await toArray(office.registrar.rounds.invitations(act.round))) as [Invitation];
    const { tokenOf } = await import('#server/invitations/tokens.js');
    const mailKey = (await readMailKey(office.rounds, act.round)) ?? new Uint8Array();
    const round = await office.place.polling.openRounds.invited(hash);
    const needs = { roll: office.place.roll, round, now: office.clock.now() };
    const blinded = { scored: Buffer.alloc(256, 1).toString('base64url') };
    const collected = await collectBallots(needs, { token: tokenOf(mailKey, first.id), blinded, replacement: false });
    expect(collected.signatures.scored).toHaveLength(342);
  });
});
