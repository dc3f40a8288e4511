import { clearCancelledRounds } from '#server/closing/close-due-rounds.js';
import { tokenHashOf } from '#server/invitations/tokens.js';
import { readMailKey } from '#server/keys/keys.js';
import { findPeople } from '#server/roster/roster.js';
import {
  addPerson,
  cancelRound,
  endRound,
  extendRound,
  finishAdditions,
  readParticipation,
  readRound,
  readTerms,
  recordParticipation,
} from '#server/rounds/rounds.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import { aClaim, anEntry } from '../builders/invitations.js';
import { aDraft, anOffice, anOpenRound, aRosterFile, aScheduledRound, importFile, type Office, refusalOf } from '../builders/office.js';
import { toArray } from '../store-contract/engines.js';

let office: Office;
beforeEach(async () => {
  office = await anOffice();
});
afterEach(() => office.remove());

const reason = 'Two machines were down.';
const ledger = async () => (await office.registrar.ledger.read(office.organisation, null, 20)).entries;

describe('the end of a round', () => {
  test('may be moved to later inside the frozen limits, which changes no hash', async () => {
    const { act, hash } = await anOpenRound(office);
    const extended = await extendRound(office.rounds, { ...act, closes: '2026-03-20T16:00:00Z', reason });
    expect(extended).toMatchObject({ state: 'open', closes: '2026-03-20T16:00:00Z', manifestHash: hash });
    expect((await readTerms(office.rounds, act)).events).toContainEqual(expect.objectContaining({ what: 'extended', reason }));
    expect(await ledger()).toContainEqual(expect.objectContaining({ act: 'round-extended', reason }));
  });

  test.each(['2026-03-20T16:00:01Z', '2026-03-13T16:00:00Z', '2026-03-10T00:00:00Z'])('%s is outside them', async (closes) => {
    const { act } = await anOpenRound(office);
    expect(await refusalOf(extendRound(office.rounds, { ...act, closes, reason }))).toMatchObject({
      code: 'outside-frozen-limits',
      field: 'closes',
    });
    expect(await readRound(office.rounds, act)).toMatchObject({ closes: '2026-03-13T16:00:00Z' });
  });

  test("outside the limits is told with the limits on the organisation's clock", async () => {
    const { act } = await anOpenRound(office);
    const told = await refusalOf(extendRound(office.rounds, { ...act, closes: '2026-03-20T16:00:01Z', reason }));
    expect(told.reason).toContain('extended to Friday, 20 March 2026 at 17:00 CET');
    expect(told.reason).not.toMatch(/\dT\d/);
  });

  test('may be now only from the frozen time on', async () => {
    const { act } = await anOpenRound(office);
    office.clock.set('2026-03-09T06:59:59Z');
    expect(await readRound(office.rounds, act)).toMatchObject({ mayCloseNow: false });
    expect(await refusalOf(endRound(office.rounds, { ...act, reason }))).toMatchObject({ code: 'outside-frozen-limits' });
    office.clock.set('2026-03-09T07:00:00Z');
    expect(await readRound(office.rounds, act)).toMatchObject({ mayCloseNow: true });
    const before = office.woken.times;
    expect(await endRound(office.rounds, { ...act, reason })).toMatchObject({ closes: '2026-03-09T07:00:00Z' });
    expect(office.woken.times).toBeGreaterThan(before);
  });

  test('is moved by one of two HR at once, and the other is told', async () => {
    const { act } = await anOpenRound(office);
    office.clock.set('2026-03-10T07:00:00Z');
    const moves = [
      () => endRound(office.rounds, { ...act, reason }),
      () => extendRound(office.rounds, { ...act, closes: '2026-03-20T16:00:00Z', reason }),
    ];
    const { rounds } = office.registrar;
    // Each reads the round before the other changes it.
    const read = await rounds.read(office.organisation, act.round);
    rounds.read = async () => read;
    const outcomes = await Promise.all(
      moves.map((move) =>
        move().then(
          () => 'done',
          (refusal) => refusal.code,
        ),
      ),
    );
    expect(outcomes.sort()).toEqual(['done', 'round-not-open']);
    expect((await rounds.events(act.round)).filter(({ what }) => what === 'extended' || what === 'close-asked')).toHaveLength(1);
    expect((await ledger()).filter((entry) => entry.act === 'round-ended' || entry.act === 'round-extended')).toHaveLength(1);
  });

  test('that has come is not moved any more, also before the clock closes the round', async () => {
    const { act } = await anOpenRound(office);
    office.clock.set('2026-03-10T07:00:00Z');
    await endRound(office.rounds, { ...act, reason });
    expect(await refusalOf(extendRound(office.rounds, { ...act, closes: '2026-03-20T16:00:00Z', reason }))).toMatchObject({
      code: 'round-not-open',
    });
    expect(await refusalOf(endRound(office.rounds, { ...act, reason }))).toMatchObject({ code: 'round-not-open' });
  });

  test('is refused for a round that is not open', async () => {
    const { act } = await aScheduledRound(office);
    expect(await refusalOf(endRound(office.rounds, { ...act, reason }))).toMatchObject({ code: 'round-not-open' });
    expect(await refusalOf(extendRound(office.rounds, { ...act, closes: '2026-03-14T00:00:00Z', reason }))).toMatchObject({
      code: 'round-not-open',
    });
  });
});

describe('cancelling', () => {
  test('tells everybody why, and leaves nothing of the round', async () => {
    const { act } = await anOpenRound(office);
    expect(await cancelRound(office.rounds, { ...act, reason })).toMatchObject({ state: 'cancelled', cancelledBecause: reason });
    await clearCancelledRounds(office.place.closing);
    expect(await readMailKey(office.rounds, act.round)).toBeUndefined();
    expect(await office.place.roll.totals(act.round)).toBeUndefined();
    expect(await toArray(office.place.ballotBox.stream(act.round))).toEqual([]);
    expect((await office.registrar.rounds.byId(act.round))?.cleared).toBe(true);
    expect(await refusalOf(cancelRound(office.rounds, { ...act, reason }))).toMatchObject({ code: 'round-not-open' });
  });

  test('is possible before the opening too', async () => {
    const { act } = await aScheduledRound(office);
    expect(await cancelRound(office.rounds, { ...act, reason })).toMatchObject({ state: 'cancelled' });
  });
});

describe('an addition', () => {
  async function withNewcomers(count = 1) {
    const { act, manifest } = await anOpenRound(office);
    const newcomers = Array.from({ length: count }, (_, at) => `new${at},New ${at},,Sales,no,he`);
    await importFile(office, [aRosterFile({ Sales: 12, Works: 11 }), ...newcomers].join('\n'));
    const people = await office.registrar.roster.people(office.organisation);
    const ids = newcomers.map((_, at) => people.find(({ employeeId }) => employeeId === `new${at}`)?.id ?? '');
    return { act, manifest, ids };
  }

  test('is prepared by a search that tells who is invited, to a round of the organisation alone', async () => {
    const { act, ids } = await withNewcomers();
    const { organisation, round } = act;
    const found = async (search: string) => (await findPeople(office.roster, { organisation, search, round })).people;
    expect((await found('Person')).map(({ invited }) => invited)).toEqual(Array(23).fill(true));
    expect(await found('New 0')).toMatchObject([{ invited: false }]);
    await addPerson(office.rounds, { ...act, person: ids[0] ?? '', reason });
    expect(await found('New 0')).toMatchObject([{ invited: true }]);
    expect(await found('no such person')).toEqual([]);
    const elsewhere = findPeople(office.roster, { organisation: 'another00000', search: 'Person', round });
    expect(await refusalOf(elsewhere)).toMatchObject({ code: 'not-found' });
  });

  test('uses a spare ballot of their unit, and the steward reads why', async () => {
    const { act, manifest, ids } = await withNewcomers();
    const [person = ''] = ids;
    expect(await addPerson(office.rounds, { ...act, person, reason: 'Joined last week.' })).toMatchObject({ invited: 24 });
    const added = (await toArray(office.registrar.rounds.invitations(act.round))).find(({ invitee }) => invitee?.person === person);
    expect(added).toMatchObject({
      spare: true,
      unit: manifest.units.find(({ name }) => name === 'Sales')?.id,
      invitee: { language: 'he' },
    });
    const token = tokenHashOf((await readMailKey(office.rounds, act.round)) ?? new Uint8Array(), added?.id ?? '');
    expect(await office.place.roll.claim(act.round, aClaim({ ...anEntry(), tokenHash: token }))).toMatchObject({ outcome: 'granted' });
    expect(await ledger()).toContainEqual(expect.objectContaining({ act: 'person-added', reason: 'Joined last week.' }));
    expect(await refusalOf(addPerson(office.rounds, { ...act, person, reason }))).toMatchObject({ code: 'already-invited' });
  });

  test('never passes the spares, whoever asks at once', async () => {
    const { act, ids } = await withNewcomers(5);
    const outcomes = await Promise.allSettled(ids.map((person) => addPerson(office.rounds, { ...act, person, reason })));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []));
    expect(refused).toEqual(['spares-used-up', 'spares-used-up', 'spares-used-up']);
    expect(await office.registrar.rounds.countInvited(act.round)).toBe(25);
  });

  test("refused because the unit's spares are used up stays in the ledger, once a try: it tells HR what became of them", async () => {
    const { act, ids } = await withNewcomers();
    const roll = { ...office.place.roll, issueSpare: async () => 'none-left' as const };
    const [person = ''] = ids;
    const asked = { ...act, person, reason: 'Joined last week.' };
    for (const _ of [1, 2]) expect(await refusalOf(addPerson({ ...office.rounds, roll }, asked))).toMatchObject({ code: 'spares-used-up' });
    const refused = { act: 'addition-refused', who: act.by, subject: 'New 0, Sales: Spring', reason: 'Joined last week.', done: true };
    const [last, first, before] = await ledger();
    expect([last, first]).toEqual([expect.objectContaining(refused), expect.objectContaining(refused)]);
    expect(before?.act).toBe('roster-imported');
  });

  test('when the roll has none left, nobody is left with a dead invitation', async () => {
    const { act, ids } = await withNewcomers();
    const roll = { ...office.place.roll, issueSpare: async () => 'none-left' as const };
    const [person = ''] = ids;
    expect(await refusalOf(addPerson({ ...office.rounds, roll }, { ...act, person, reason }))).toMatchObject({ code: 'spares-used-up' });
    expect(await office.registrar.rounds.countInvited(act.round)).toBe(23);
    expect(await addPerson(office.rounds, { ...act, person, reason })).toMatchObject({ invited: 24 });
  });

  test('interrupted between roll and registrar is completed by the next try, with the same spare', async () => {
    const { act, ids } = await withNewcomers();
    const [person = ''] = ids;
    const rounds = { ...office.registrar.rounds, confirmSpare: () => Promise.reject(new Error('killed')) };
    const broken = { ...office.rounds, registrar: { ...office.rounds.registrar, rounds } };
    await expect(addPerson(broken, { ...act, person, reason })).rejects.toThrow('killed');
    expect(await addPerson(office.rounds, { ...act, person, reason })).toMatchObject({ invited: 24 });
    const units = [...((await office.place.roll.totals(act.round))?.units.values() ?? [])];
    expect(units.reduce((sum, { additions }) => sum + additions, 0)).toBe(1);
  });

  /** Dies where a process may: before its call of this store. */
  const dyingBefore = async (
    call: 'issueSpare' | 'confirmSpare',
    add: { organisation: string; round: RoundId; by: string; person: string },
  ) => {
    const killed = () => Promise.reject(new Error('killed'));
    const rounds = { ...office.registrar.rounds, ...(call === 'confirmSpare' ? { confirmSpare: killed } : {}) };
    const roll = { ...office.place.roll, ...(call === 'issueSpare' ? { issueSpare: killed } : {}) };
    const broken = { ...office.rounds, roll, registrar: { ...office.rounds.registrar, rounds } };
    await expect(addPerson(broken, { ...add, reason })).rejects.toThrow('killed');
  };
  const additions = async (round: RoundId) => (await office.registrar.rounds.events(round)).filter(({ what }) => what === 'person-added');
  const turn = async () => finishAdditions({ ...office.rounds, mailConfigured: true });

  test.each(['issueSpare', 'confirmSpare'] as const)(
    'interrupted before %s is completed by the next turn, once, with its reason',
    async (call) => {
      const { act, ids } = await withNewcomers();
      const [person = ''] = ids;
      await dyingBefore(call, { ...act, person });
      expect(await readRound(office.rounds, act)).toMatchObject({ invited: 23 });
      await turn();
      await turn();
      expect(await readRound(office.rounds, act)).toMatchObject({ invited: 24 });
      expect(await additions(act.round)).toMatchObject([{ reason }]);
      expect(await refusalOf(addPerson(office.rounds, { ...act, person, reason }))).toMatchObject({ code: 'already-invited' });
    },
  );

  test('completed by a turn while its own request is under way is one addition', async () => {
    const { act, ids } = await withNewcomers();
    const [person = ''] = ids;
    const issueSpare: typeof office.place.roll.issueSpare = async (...given) => {
      await turn();
      return office.place.roll.issueSpare(...given);
    };
    const roll = { ...office.place.roll, issueSpare };
    expect(await addPerson({ ...office.rounds, roll }, { ...act, person, reason })).toMatchObject({ invited: 24 });
    expect(await additions(act.round)).toHaveLength(1);
  });

  test("that the roll counted before the round closed is entered with its reason, and nobody is sent a link; any other is nobody's again", async () => {
    const { act, ids } = await withNewcomers(2);
    const [counted = '', late = ''] = ids;
    await dyingBefore('confirmSpare', { ...act, person: counted });
    await dyingBefore('issueSpare', { ...act, person: late });
    // Killed right after the state, before the roll was stopped.
    const at = '2026-03-13T16:00:00.000Z';
    await office.registrar.rounds.become(act.round, 'open', 'closing', { at, what: 'closing', reason: null });
    await turn();
    const added = (await toArray(office.registrar.rounds.invitations(act.round))).filter(({ spare }) => spare);
    expect(added.map(({ invitee }) => invitee?.person)).toEqual([counted]);
    expect(await additions(act.round)).toMatchObject([{ reason }]);
    expect((await office.registrar.outbox.counts(act.round)).waiting).toBe(0);
    expect([...((await office.place.roll.totals(act.round))?.units.values() ?? [])]).toMatchObject([{ additions: 1 }]);
    expect(await office.registrar.rounds.heldSpares()).toEqual([]);
  });

  test("to a round that is cancelled before it is completed is nobody's", async () => {
    const { act, ids } = await withNewcomers();
    await dyingBefore('confirmSpare', { ...act, person: ids[0] ?? '' });
    await cancelRound(office.rounds, { ...act, reason });
    await clearCancelledRounds(office.place.closing);
    await turn();
    expect(await office.registrar.rounds.heldSpares()).toEqual([]);
    expect(await additions(act.round)).toEqual([]);
  });

  test('that cannot be completed yet does not hold up another', async () => {
    const { act, ids } = await withNewcomers(2);
    for (const person of ids) await dyingBefore('issueSpare', { ...act, person });
    let asked = 0;
    const issueSpare: typeof office.place.roll.issueSpare = async (...given) => {
      asked += 1;
      if (asked === 1) throw new Error('away');
      return office.place.roll.issueSpare(...given);
    };
    await expect(finishAdditions({ ...office.rounds, roll: { ...office.place.roll, issueSpare } })).rejects.toThrow('away');
    expect(await readRound(office.rounds, act)).toMatchObject({ invited: 24 });
    await turn();
    expect(await readRound(office.rounds, act)).toMatchObject({ invited: 25 });
  });

  test('of somebody who is not on the roster is refused', async () => {
    const { act } = await withNewcomers();
    expect(await refusalOf(addPerson(office.rounds, { ...act, person: 'nobody000000', reason }))).toMatchObject({ code: 'person-unknown' });
  });
});

describe('participation', () => {
  const collect = async (round: RoundId, people: number) => {
    const mailKey = (await readMailKey(office.rounds, round)) ?? new Uint8Array();
    const invitations = (await toArray(office.registrar.rounds.invitations(round))).slice(0, people);
    for (const { id } of invitations) {
      await office.place.roll.claim(round, aClaim({ ...anEntry(), tokenHash: tokenHashOf(mailKey, id) }));
    }
  };
  const days = async (round: RoundId) => (await readParticipation(office.rounds, { organisation: office.organisation, round })).days;

  test('is company-wide, nothing under 2K, rounded down to 5, once a local day', async () => {
    const { act } = await anOpenRound(office, aDraft(), { Sales: 20, Works: 20 });
    await collect(act.round, 9);
    await recordParticipation(office.rounds, new Date('2026-03-04T10:00:00Z'));
    await collect(act.round, 19);
    await recordParticipation(office.rounds, new Date('2026-03-04T22:59:59Z'));
    expect(await days(act.round)).toEqual([{ day: '2026-03-04', collected: null }]);
    // Midnight in Berlin.
    await recordParticipation(office.rounds, new Date('2026-03-04T23:00:00Z'));
    expect(await days(act.round)).toEqual([
      { day: '2026-03-04', collected: null },
      { day: '2026-03-05', collected: 15 },
    ]);
    expect(await readParticipation(office.rounds, act)).toMatchObject({ invited: 40 });
  });
});
