import { randomInt } from 'node:crypto';
import { cp, open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openBallotBox, openRoundKeys } from '#server/storage/open-store.js';
import { aBoxPlan, aRound, aUnit, someBallots } from '../builders/ballots.js';
import { aFolder, type Folder } from '../builders/folder.js';
import { startChild } from '../processes/child.js';
import { dateOf, shuffled } from './database-bytes.js';

const UNITS = [aUnit('sales'), aUnit('works')];
const LABELS = UNITS.map((unit) => [unit, aUnit('company')] as const);
const round = aRound();
const ballots = someBallots(3000, UNITS);
const plan = aBoxPlan({ capacity: new Map(UNITS.map((unit) => [unit, 1500])) });
let root: Folder;

beforeAll(async () => {
  root = await aFolder();
});
afterAll(() => root.remove());

/** A box in a folder of its own that everybody has cast in, in an order of its own. */
async function castBox(name: string): Promise<string> {
  const place = root.in(name);
  const box = openBallotBox(`sqlite:${place}`);
  await box.create(round, plan);
  await Promise.all(shuffled(ballots, (n) => randomInt(n)).map((ballot) => box.castOnce(round, ballot)));
  await box.close();
  return place;
}

async function seal(place: string): Promise<void> {
  const box = openBallotBox(`sqlite:${place}`);
  await box.seal(round);
  await box.writePackage(round);
  await box.writeAnswers(round, 'scored', new Map(LABELS));
  await box.destroySlots(round);
  await box.close();
}

async function filesIn(place: string): Promise<Record<string, string>> {
  const names = (await readdir(place)).sort();
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, (await readFile(join(place, name))).toString('base64')])));
}

test('what is left after sealing depends on the set of ballots alone, holds no id beside answers, and shows no date', async () => {
  const places = [await castBox('one'), await castBox('other')];
  for (const place of places) await seal(place);

  const [one = {}, other = {}] = await Promise.all(places.map(filesIn));
  expect(one).toEqual(other);
  expect(Object.keys(one)).toEqual([`${round}.package`, `${round}.scored.answers`]);
  const answers = await readFile(join(places[0] ?? '', `${round}.scored.answers`));
  const sealed = await readFile(join(places[0] ?? '', `${round}.package`));
  for (const { id, signature } of ballots) {
    expect(answers.includes(Buffer.from(id, 'hex').subarray(0, 8))).toBe(false);
    expect(answers.includes(Buffer.from(signature.subarray(0, 8)))).toBe(false);
    expect(sealed.includes(Buffer.from(id, 'hex'))).toBe(true);
  }
  for (const name of Object.keys(one)) expect(await dateOf(join(places[0] ?? '', name))).toBe('2000-01-01T00:00:00.000Z');
});

test('killed after any step, or anywhere inside one, and started again, sealing comes to the same files', async () => {
  const cast = await castBox('cast');
  const undisturbed = root.in('undisturbed');
  await cp(cast, undisturbed, { recursive: true });
  await seal(undisturbed);
  const expected = await filesIn(undisturbed);

  const kills = [...['seal', 'package', 'answers', 'slots'].map((step) => ({ step, ms: 0 })), ...ANYWHERE];
  for (const [at, kill] of kills.entries()) {
    const place = root.in(`killed${at}`);
    await cp(cast, place, { recursive: true });
    const child = startChild('seal-box.ts', { url: `sqlite:${place}`, round, labels: LABELS });
    for await (const line of child.lines) if (line === kill.step) break;
    await wait(kill.ms);
    await child.kill();
    await seal(place);
    expect(await filesIn(place)).toEqual(expected);
  }
}, 120_000);

/** The steps take a few milliseconds each: a kill so long after the one before falls inside. */
const ANYWHERE = ['seal', 'package', 'answers'].flatMap((step) => [1, 4, 10].map((ms) => ({ step, ms })));

test('slots, answers and keys are overwritten before they go: who still holds the file open reads zeros', async () => {
  const place = await castBox('overwritten');
  await seal(place);
  const box = openBallotBox(`sqlite:${place}`);
  const keys = openRoundKeys(`sqlite:${place}`);
  await keys.keep(round, 'mail', Buffer.from('the first wrapped key'));
  const first = await open(join(place, `${round}.mail.key`));
  await keys.keep(round, 'mail', Buffer.from('the second wrapped key'));
  const second = await open(join(place, `${round}.mail.key`));
  expect((await second.stat()).mode & 0o777).toBe(0o600);
  const answers = await open(join(place, `${round}.scored.answers`));
  const sealed = await open(join(place, `${round}.package`));
  expect((await sealed.stat()).mode & 0o777).toBe(0o600);

  await keys.destroy(round, 'mail');
  await box.destroy(round);

  for (const handle of [first, second, answers, sealed]) {
    const { size } = await handle.stat();
    expect(size).toBeGreaterThan(0);
    const left = Buffer.alloc(size);
    await handle.read(left, 0, size, 0);
    expect(left.equals(Buffer.alloc(size))).toBe(true);
    await handle.close();
  }
  expect(await readdir(place)).toEqual([]);
  await box.close();
});

test('a cancelled round leaves nothing, and its slots are overwritten', async () => {
  const place = await castBox('cancelled');
  const path = join(place, `${round}.scored.slots.sqlite`);
  const handle = await open(path);
  const { size } = await stat(path);
  const box = openBallotBox(`sqlite:${place}`);

  await box.destroy(round);

  const left = Buffer.alloc(size);
  await handle.read(left, 0, size, 0);
  expect(left.equals(Buffer.alloc(size))).toBe(true);
  expect(await readdir(place)).toEqual([]);
  await handle.close();
  await box.close();
});
