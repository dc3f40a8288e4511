import { aRound, aUnit } from '../builders/ballots.js';
import { aClaim, anEntry, aRoll } from '../builders/invitations.js';
import { describeEachEngine } from './engines.js';

const sales = aUnit('sales');
const works = aUnit('works');

describeEachEngine('roll', ({ open }) => {
  test('64 parallel claims of one invitation have one winner', async () => {
    const { roll } = await open();
    const round = aRound();
    const [person = anEntry()] = (await aRoll(roll, round)).people;

    const outcomes = await Promise.all(Array.from({ length: 64 }, () => roll.claim(round, aClaim(person))));

    expect(outcomes.filter(({ outcome }) => outcome === 'granted')).toEqual([{ outcome: 'granted', unit: sales }]);
    expect(outcomes.filter(({ outcome }) => outcome === 'elsewhere')).toHaveLength(63);
    expect(await roll.collected(round)).toBe(1);
  });

  test('the same bytes are granted again, after a restart and after collecting has stopped', async () => {
    const { roll, reopen } = await open();
    const round = aRound();
    const [person = anEntry(), other = anEntry()] = (await aRoll(roll, round)).people;
    const claim = aClaim(person);
    await roll.claim(round, claim);

    expect(await roll.claim(round, claim)).toEqual({ outcome: 'granted', unit: sales });
    const again = (await reopen()).roll;
    expect(await again.claim(round, claim)).toEqual({ outcome: 'granted', unit: sales });
    await again.stop(round);
    expect(await again.claim(round, claim)).toEqual({ outcome: 'granted', unit: sales });
    expect(await again.claim(round, aClaim(other))).toEqual({ outcome: 'stopped' });
    expect(await again.collected(round)).toBe(1);
  });

  test('a person may take one replacement, and both ballots can be fetched again', async () => {
    const { roll } = await open();
    const round = aRound();
    const [person = anEntry()] = (await aRoll(roll, round)).people;
    const first = aClaim(person);
    const second = aClaim(person, { replacement: true });
    await roll.claim(round, first);

    expect(await roll.claim(round, { ...second, replacement: false })).toEqual({ outcome: 'elsewhere' });
    expect(await roll.claim(round, second)).toEqual({ outcome: 'granted', unit: sales });
    expect(await roll.claim(round, aClaim(person, { replacement: true }))).toEqual({ outcome: 'none-left' });
    expect(await roll.claim(round, aClaim(person))).toEqual({ outcome: 'none-left' });
    expect(await roll.claim(round, first)).toMatchObject({ outcome: 'granted' });
    expect(await roll.claim(round, second)).toMatchObject({ outcome: 'granted' });
    expect(await roll.totals(round)).toEqual({ collected: 1, notMe: 0, units: new Map([[sales, { replacements: 1, additions: 0 }]]) });
  });

  test("a unit's replacements and additions together never pass its spares, whoever asks at once", async () => {
    const { roll } = await open();
    const round = aRound();
    const { people, spares } = await aRoll(roll, round, { people: 20, spares: 3, units: [sales, works] });
    await Promise.all(people.map((person) => roll.claim(round, aClaim(person))));

    const replaced = await Promise.all(people.slice(0, 18).map((person) => roll.claim(round, aClaim(person, { replacement: true }))));
    const issued = await Promise.all(spares.map((spare) => roll.issueSpare(round, spare.tokenHash)));

    expect(replaced.filter(({ outcome }) => outcome === 'granted')).toHaveLength(3);
    expect(replaced.filter(({ outcome }) => outcome === 'none-left')).toHaveLength(15);
    expect(issued).toEqual(['none-left', 'none-left', 'none-left', 'issued', 'issued', 'issued']);
    const last = people.at(-1) ?? anEntry();
    expect(await roll.claim(round, aClaim(last, { replacement: true }))).toEqual({ outcome: 'none-left' });
    expect((await roll.totals(round))?.units).toEqual(
      new Map([
        [sales, { replacements: 3, additions: 0 }],
        [works, { replacements: 0, additions: 3 }],
      ]),
    );
  });

  test("whether a unit's spares are used up is told to those alone who ask for one", async () => {
    const { roll } = await open();
    const round = aRound();
    const { people } = await aRoll(roll, round, { people: 3, spares: 2 });
    const [curious = anEntry(), ...others] = people;
    for (const person of people) await roll.claim(round, aClaim(person));
    const probe = async () => (await roll.claim(round, aClaim(curious))).outcome;
    const probed = [await probe()];
    for (const other of others) {
      expect(await roll.claim(round, aClaim(other, { replacement: true }))).toMatchObject({ outcome: 'granted' });
      probed.push(await probe());
    }
    expect(probed).toEqual(['elsewhere', 'elsewhere', 'elsewhere']);
    expect(await roll.claim(round, aClaim(curious, { replacement: true }))).toEqual({ outcome: 'none-left' });
  });

  test("two processes that take turns never pass a unit's spares between them, and each knows what both have handed out", async () => {
    const stores = await open();
    const both = [stores.roll, (await stores.beside()).roll] as const;
    const round = aRound();
    const { people, spares } = await aRoll(stores.roll, round, { people: 8, spares: 3 });
    const outcomes: string[] = [];
    for (const [at, person] of people.entries()) {
      const [own, other] = at % 2 === 0 ? both : [both[1], both[0]];
      expect(await own.claim(round, aClaim(person))).toMatchObject({ outcome: 'granted' });
      expect(await other.collected(round)).toBe(at + 1);
      outcomes.push((await other.claim(round, aClaim(person, { replacement: true }))).outcome);
    }
    expect(outcomes).toEqual([...Array(3).fill('granted'), ...Array(5).fill('none-left')]);
    for (const roll of both) {
      expect((await roll.totals(round))?.units).toEqual(new Map([[sales, { replacements: 3, additions: 0 }]]));
      expect(await roll.issueSpare(round, spares[0]?.tokenHash ?? new Uint8Array(32))).toBe('none-left');
    }
  });

  test('a spare counts for nobody until it is issued, and issuing it again uses no second one', async () => {
    const { roll } = await open();
    const round = aRound();
    const { people, spares } = await aRoll(roll, round);
    const [spare = anEntry()] = spares;

    expect(await roll.unitOf(round, spare.tokenHash)).toBeUndefined();
    expect(await roll.claim(round, aClaim(spare))).toEqual({ outcome: 'unknown' });
    expect(await roll.issueSpare(round, spare.tokenHash)).toBe('issued');
    expect(await roll.issueSpare(round, spare.tokenHash)).toBe('issued');
    expect(await roll.unitOf(round, spare.tokenHash)).toBe(sales);
    expect(await roll.claim(round, aClaim(spare))).toEqual({ outcome: 'granted', unit: sales });
    expect(await roll.issueSpare(round, people[0]?.tokenHash ?? spare.tokenHash)).toBe('unknown');
    expect((await roll.totals(round))?.units).toEqual(new Map([[sales, { replacements: 0, additions: 1 }]]));
  });

  test('nobody is found who was not invited', async () => {
    const { roll } = await open();
    const round = aRound();
    const { people } = await aRoll(roll, round, { people: 300, units: [sales, works] });

    expect(await roll.unitOf(round, anEntry().tokenHash)).toBeUndefined();
    expect(await roll.unitOf(round, new Uint8Array(32))).toBeUndefined();
    expect(await roll.unitOf(round, new Uint8Array(32).fill(255))).toBeUndefined();
    expect(await roll.claim(round, aClaim(anEntry()))).toEqual({ outcome: 'unknown' });
    expect(await roll.issueSpare(round, anEntry().tokenHash)).toBe('unknown');
    for (const person of people) expect(await roll.unitOf(round, person.tokenHash)).toBe(person.unit);
  });

  test('"not me" counts once an invitation, and only where something was fetched', async () => {
    const { roll } = await open();
    const round = aRound();
    const [person = anEntry(), silent = anEntry()] = (await aRoll(roll, round)).people;
    await roll.claim(round, aClaim(person));

    await roll.sayNotMe(round, person.tokenHash);
    await roll.sayNotMe(round, person.tokenHash);
    await roll.sayNotMe(round, silent.tokenHash);
    await roll.sayNotMe(round, anEntry().tokenHash);

    expect(await roll.totals(round)).toEqual({ collected: 1, notMe: 1, units: new Map() });
  });

  test('once stopped nothing is claimed or issued, whatever comes at that moment', async () => {
    const { roll } = await open();
    const round = aRound();
    const { people, spares } = await aRoll(roll, round, { people: 40 });

    const [early, , late] = await Promise.all([
      Promise.all(people.slice(0, 20).map((person) => roll.claim(round, aClaim(person)))),
      roll.stop(round),
      Promise.all(people.slice(20).map((person) => roll.claim(round, aClaim(person)))),
    ]);
    const granted = [...early, ...late].filter(({ outcome }) => outcome === 'granted').length;

    expect([...early, ...late].every(({ outcome }) => outcome === 'granted' || outcome === 'stopped')).toBe(true);
    expect(await roll.collected(round)).toBe(granted);
    expect(await roll.issueSpare(round, spares[0]?.tokenHash ?? new Uint8Array(32))).toBe('stopped');
  });

  test('an overwritten roll answers nothing, and overwriting may be repeated', async () => {
    const { roll, reopen } = await open();
    const round = aRound();
    const { people, spares } = await aRoll(roll, round);
    const claim = aClaim(people[0] ?? anEntry());
    await roll.claim(round, claim);
    await roll.stop(round);

    await roll.overwrite(round);
    await roll.overwrite(round);
    const again = (await reopen()).roll;
    await again.overwrite(round);

    expect(await again.totals(round)).toBeUndefined();
    expect(await again.unitOf(round, claim.tokenHash)).toBeUndefined();
    expect(await again.unitOf(round, new Uint8Array(32))).toBeUndefined();
    expect(await again.claim(round, claim)).toEqual({ outcome: 'stopped' });
    expect(await again.issueSpare(round, spares[0]?.tokenHash ?? new Uint8Array(32))).toBe('stopped');
    await again.sayNotMe(round, claim.tokenHash);
    expect(await again.collected(round)).toBe(0);
  });

  test('a roll is removed as if it had never been, and removing nothing is no fault', async () => {
    const stores = await open();
    const [round, other] = [aRound(), aRound()];
    await stores.roll.destroy(round);
    const { people } = await aRoll(stores.roll, other);
    const [person = anEntry()] = (await aRoll(stores.roll, round)).people;
    expect(await stores.roll.unitOf(round, person.tokenHash)).toBe(person.unit);
    for (const _ of [1, 2]) await stores.roll.destroy(round);
    await expect(stores.roll.unitOf(round, person.tokenHash)).rejects.toThrow('no roll');
    expect(await stores.roll.unitOf(other, people[0]?.tokenHash ?? new Uint8Array())).toBe(person.unit);
    await aRoll(stores.roll, round);
    expect((await stores.roll.totals(round))?.collected).toBe(0);
  });

  test('a launch that was interrupted writes the roll anew; one in use stays', async () => {
    const { roll } = await open();
    const round = aRound();
    const { people: before } = await aRoll(roll, round);
    const { people } = await aRoll(roll, round);

    expect(await roll.unitOf(round, before[0]?.tokenHash ?? new Uint8Array(32))).toBeUndefined();
    expect(await roll.claim(round, aClaim(people[0] ?? anEntry()))).toMatchObject({ outcome: 'granted' });
    await expect(aRoll(roll, round)).rejects.toThrow('in use');
    expect(await roll.collected(round)).toBe(1);
  });

  test('what cannot be a roll is refused: a hash twice, a unit without spares, a round that nobody launched', async () => {
    const { roll } = await open();
    const entry = anEntry();

    await expect(roll.create(aRound(), new Map([[sales, 2]]), [entry, { ...entry }])).rejects.toThrow(RangeError);
    await expect(roll.create(aRound(), new Map(), [entry])).rejects.toThrow(RangeError);
    await expect(roll.collected(aRound())).rejects.toThrow('no roll');
  });
});
