import mongoose from 'mongoose';
import { notMeSteps } from '#server/storage/mongo/roll/not-me.js';
import { invitationsOf } from '#server/storage/mongo/roll/schemas.js';
import { openRoll } from '#server/storage/open-store.js';
import type { Roll } from '#server/storage/port/roll.js';
import { aRound, aUnit } from '../builders/ballots.js';
import { dyingAtEachStep } from '../builders/dying-driver.js';
import { aClaim, anEntry, aRoll } from '../builders/invitations.js';
import { describeOn, dropMongo, mongoDatabase } from './engines.js';

const sales = aUnit('sales');

describeOn('mongo', 'a roll on mongo, dead between any two writes', () => {
  let url: string;
  let roll: Roll;
  const round = aRound();
  beforeEach(() => {
    url = mongoDatabase();
    roll = openRoll(url);
  });
  afterEach(async () => {
    await roll.close();
    await dropMongo(url);
  });

  test('a replacement is granted to the same bytes when it is asked for again, and takes one spare', async () => {
    const { people } = await aRoll(roll, round, { people: 12, spares: 12 });
    let replaced = 0;
    const steps = await dyingAtEachStep(
      (at) => claimAndReplace(people[at] ?? anEntry()),
      async (at) => {
        const { replacement } = await claimAndReplace(people[at] ?? anEntry());
        expect(replacement.outcome).toBe('granted');
        replaced++;
        expect((await roll.totals(round))?.units.get(sales)).toEqual({ replacements: replaced, additions: 0 });
      },
    );
    expect(steps).toBeGreaterThan(2);
  });

  /** With the same bytes each time. */
  async function claimAndReplace(person: ReturnType<typeof anEntry>) {
    const first = { ...aClaim(person), blinded: Buffer.alloc(32, person.tokenHash) };
    await roll.claim(round, first);
    const second = { ...first, blinded: Buffer.from(first.blinded).reverse(), replacement: true };
    return { replacement: await roll.claim(round, second) };
  }

  test('a spare that is issued is issued once, and the last one of a unit can still be had', async () => {
    const { spares } = await aRoll(roll, round, { people: 1, spares: 4 });
    let at = 0;
    await dyingAtEachStep(
      () => roll.issueSpare(round, spares[at]?.tokenHash ?? new Uint8Array(32)),
      async () => {
        expect(await roll.issueSpare(round, spares[at]?.tokenHash ?? new Uint8Array(32))).toBe('issued');
        at++;
        expect((await roll.totals(round))?.units.get(sales)).toEqual({ replacements: 0, additions: at });
      },
    );
    expect(at).toBeGreaterThan(1);
  });

  test('"not me" that was said stays said while it is said again, and where nothing was fetched nothing is left of it', async () => {
    const [person = anEntry(), silent = anEntry()] = (await aRoll(roll, round)).people;
    await roll.claim(round, aClaim(person));
    await roll.sayNotMe(round, person.tokenHash);
    const connection = await mongoose.createConnection(url).asPromise();
    const invitations = invitationsOf(connection, round);
    const silentBefore = await invitations.findOne({ _id: new mongoose.mongo.Binary(silent.tokenHash) });
    for (let cut = 1; cut <= notMeSteps(person.tokenHash).length; cut++) {
      for (const { tokenHash } of [person, silent]) await invitations.bulkWrite(notMeSteps(tokenHash).slice(0, cut), { ordered: true });
      expect((await roll.totals(round))?.notMe).toBe(1);
    }

    expect(await invitations.findOne({ _id: new mongoose.mongo.Binary(silent.tokenHash) })).toEqual(silentBefore);
    await connection.destroy();
  });
});
