import { tokenHashOf } from '#server/invitations/tokens.js';
import { readMailKey } from '#server/keys/keys.js';
import { addPerson, finishAdditions } from '#server/rounds/rounds.js';
import { dyingAtEachStep } from '../builders/dying-driver.js';
import { aDraft, anOffice, anOpenRound, aRosterFile, importFile, type Office } from '../builders/office.js';
import { startChild } from '../processes/child.js';
import { describeEachEngine, toArray } from '../store-contract/engines.js';

/** An addition goes this way. */
const STEPS = ['ledger.begin', 'rounds.assignSpare', 'roll.issueSpare', 'rounds.confirmSpare', 'ledger.end'];
/** Dead before it, nothing was begun that anybody could complete. */
const KEPT = STEPS.indexOf('roll.issueSpare');
const UNITS = { Sales: 12, Works: 11, Office: 10, Yard: 10, Lab: 10 };
const REASON = 'Joined last week.';

describeEachEngine('an addition that is killed', ({ name, open }) => {
  let office: Office;
  let act: { organisation: string; by: string; round: Awaited<ReturnType<typeof anOpenRound>>['act']['round'] };
  let newcomers: string[];
  beforeEach(async () => {
    office = await anOffice({ urls: (await open()).urls });
    ({ act } = await anOpenRound(office, aDraft(), UNITS));
    const units = Object.keys(UNITS).flatMap((unit) => [unit, unit]);
    const rows = units.map((unit, at) => `new${at},New ${at},new${at}@acme.test,${unit},no,en`);
    await importFile(office, [aRosterFile(UNITS), ...rows].join('\n'));
    const people = await office.registrar.roster.people(office.organisation);
    newcomers = units.map((_, at) => people.find(({ employeeId }) => employeeId === `new${at}`)?.id ?? '');
  }, 120_000);
  afterEach(() => office.remove());

  /** What another process does in its next turn; twice is once. */
  const turn = async () => {
    for (const _ of [1, 2]) await finishAdditions({ ...office.rounds, mailConfigured: true });
  };
  const invited = async () => toArray(office.registrar.rounds.invitations(act.round));
  /** Everybody who was added is on the roll, has a mail that waits, and stands in the timeline with the reason. */
  const expectAdded = async (added: readonly string[]) => {
    const spares = (await invited()).filter(({ spare }) => spare);
    expect(spares.map(({ invitee }) => invitee?.person).sort()).toEqual([...added].sort());
    const mailKey = (await readMailKey(office.rounds, act.round)) ?? new Uint8Array();
    for (const { id, unit } of spares) expect(await office.place.roll.unitOf(act.round, tokenHashOf(mailKey, id))).toBe(unit);
    const issued = [...((await office.place.roll.totals(act.round))?.units.values() ?? [])];
    expect(issued.reduce((sum, { additions }) => sum + additions, 0)).toBe(added.length);
    expect((await office.registrar.outbox.counts(act.round)).waiting).toBe(added.length);
    const events = (await office.registrar.rounds.events(act.round)).filter(({ what }) => what === 'person-added');
    expect(events.map(({ reason }) => reason)).toEqual(added.map(() => REASON));
    expect(await office.registrar.rounds.heldSpares()).toEqual([]);
  };

  test('by kill -9 between any two steps is completed by the next turn, or was never begun', async () => {
    const { folder, urls } = office.place;
    const added: string[] = [];
    for (const [at, killBefore] of STEPS.entries()) {
      const person = newcomers[at] ?? '';
      const child = startChild('change-round.ts', {
        ...{ folder, urls, now: '2026-03-04T09:00:00Z', killBefore },
        add: { ...act, person, reason: REASON },
      });
      await expect(child.ended()).rejects.toThrow('SIGKILL');
      await turn();
      if (at >= KEPT) added.push(person);
      await expectAdded(added);
    }
    expect(added).toHaveLength(3);
  }, 180_000);

  if (name !== 'mongo') return;

  test('between any two writes to MongoDB is completed too, and so is its completion', async () => {
    const added: string[] = [];
    let at = 0;
    const add = () => addPerson({ ...office.rounds, mailConfigured: true }, { ...act, person: newcomers[at] ?? '', reason: REASON });
    const steps = await dyingAtEachStep(add, async () => {
      const begun = (await office.registrar.rounds.heldSpares()).length > 0;
      const known = (await invited()).some(({ invitee }) => invitee?.person === newcomers[at]);
      if (begun || known) added.push(newcomers[at++] ?? '');
      await dyingAtEachStep(
        () => finishAdditions({ ...office.rounds, mailConfigured: true }),
        async () => {},
      );
      await turn();
      await expectAdded(added);
    });
    expect(steps).toBeGreaterThan(6);
    expect(added.length).toBeGreaterThan(5);
  }, 180_000);
});
