import { stat } from 'node:fs/promises';
import { openBallotBox } from '#server/storage/open-store.js';
import { UNDATED } from '#server/storage/sqlite/durable-files.js';
import { openSqlite } from '#server/storage/sqlite/sqlite.js';
import { aBallot, aBoxPlan, aRound, aUnit } from '../builders/ballots.js';
import { aFolder, type Folder } from '../builders/folder.js';

let place: Folder;
beforeEach(async () => {
  place = await aFolder();
});
afterEach(() => place.remove());

test('a box made by an earlier version, without counts of its units, is given them; no unit is overfull and the file stays undated', async () => {
  const [round, sales, works] = [aRound(), aUnit('sales'), aUnit('works')];
  const open = () => openBallotBox(`sqlite:${place.folder}`);
  const earlier = open();
  const capacity = new Map([
    [sales, 3],
    [works, 3],
  ]);
  await earlier.create(round, aBoxPlan({ capacity }));
  for (const unit of [sales, sales, works]) await earlier.castOnce(round, aBallot({ unit }));
  await earlier.close();
  const file = place.in(`${round}.scored.slots.sqlite`);
  const database = await openSqlite(file);
  database.exec('DROP TABLE filled');
  database.close();

  const both = [open(), open()];
  for (const box of both) {
    const counts = await box.countByUnit(round, 'scored');
    expect([counts.get(sales), counts.get(works)]).toEqual([2, 1]);
  }
  expect((await stat(file)).mtime).toEqual(UNDATED);
  const outcomes = await Promise.all([...both, ...both].map((box) => box.castOnce(round, aBallot({ unit: sales }))));
  expect(outcomes.sort()).toEqual(['counted', 'unit-full', 'unit-full', 'unit-full']);
  for (const box of both) await box.close();
});
