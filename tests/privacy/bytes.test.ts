import { randomBytes, randomInt } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openBallotBox, openRoll } from '#server/storage/open-store.js';
import type { Claim } from '#server/storage/port/roll.js';
import { openSqlite } from '#server/storage/sqlite/sqlite.js';
import { aBoxPlan, aRound, aUnit, someBallots } from '../builders/ballots.js';
import { aFolder, type Folder } from '../builders/folder.js';
import { aClaim, anEntry } from '../builders/invitations.js';
import { ballotToLine } from '../processes/ballot-lines.js';
import { startChild } from '../processes/child.js';
import { bytesOf, commitsOf, datesOf, grouped, shuffled } from './database-bytes.js';

const UNITS = [aUnit('sales'), aUnit('works'), aUnit('office')];
const UNDATED = '2000-01-01T00:00:00.000Z';
const round = aRound();
let place: Folder;

beforeAll(async () => {
  place = await aFolder();
});
afterAll(() => place.remove());

const url = (name: string) => `sqlite:${place.in(name)}`;
const orders = <T>(all: readonly T[]) =>
  Array.from({ length: 10 }, (_, at) =>
    grouped(
      shuffled(all, (n) => randomInt(n)),
      1 + at * 7,
      (n) => randomInt(n),
    ),
  );

describe('the ballot box is a function of the set of ballots, byte for byte', () => {
  const ballots = someBallots(500, UNITS);
  const plan = aBoxPlan({ capacity: new Map(UNITS.map((unit) => [unit, 170])) });
  const slots = (name: string) => join(place.folder, name, `${round}.scored.slots.sqlite`);

  test('in ten random orders and groupings, retries included, and with kill -9 in between', async () => {
    const prints = new Set<string>();
    for (const [at, groups] of orders(ballots).entries()) {
      const box = openBallotBox(url(`box${at}`));
      await box.create(round, plan);
      for (const group of groups) await Promise.all([...group, ...group.slice(0, 2)].map((ballot) => box.castOnce(round, ballot)));
      expect(await datesOf(slots(`box${at}`))).toEqual([UNDATED, UNDATED]);
      await box.close();
      prints.add(await bytesOf(slots(`box${at}`)));
    }
    prints.add(await castWithKills());
    expect(prints.size).toBe(1);
  }, 120_000);

  async function castWithKills(): Promise<string> {
    const box = openBallotBox(url('killed'));
    await box.create(round, plan);
    await box.close();
    const lines = shuffled(ballots, (n) => randomInt(n)).map(ballotToLine);
    for (const after of [40, 170, 333]) {
      const child = startChild('cast-ballots.ts', { url: url('killed'), round, lines, atOnce: 7 });
      let acknowledged = 0;
      for await (const _line of child.lines) if (++acknowledged === after) break;
      await child.kill();
    }
    await startChild('cast-ballots.ts', { url: url('killed'), round, lines, atOnce: 7 }).ended();
    expect(await datesOf(slots('killed'))).toEqual([UNDATED, UNDATED]);
    return bytesOf(slots('killed'));
  }

  test('a plain table keyed by id is not: the test sees the difference it looks for', async () => {
    const prints = new Set<string>();
    for (const [at, groups] of orders(ballots).entries()) {
      const path = place.in(`naive${at}.sqlite`);
      const database = await openSqlite(path);
      database.exec('CREATE TABLE ballot (id TEXT PRIMARY KEY, unit TEXT, answers BLOB) WITHOUT ROWID');
      const insert = database.prepare('INSERT INTO ballot VALUES (?, ?, ?)');
      for (const group of groups) {
        database.exec('BEGIN');
        for (const { id, unit, answers } of group) insert.run(id, unit, answers);
        database.exec('COMMIT');
      }
      database.close();
      prints.add(await bytesOf(path));
    }
    expect(prints.size).toBe(10);
  });
});

describe('the roll is a function of the set of claims, byte for byte', () => {
  const entries = Array.from({ length: 620 }, (_, at) => anEntry({ unit: UNITS[at % 3] ?? aUnit('sales'), spare: at >= 600 }));
  const spares = new Map(UNITS.map((unit) => [unit, 7]));
  const claims = entries.slice(0, 500).map((entry) => aClaim(entry));
  const replacements = [0, 1, 2, 300, 301].map((at) => aClaim(entries[at] ?? anEntry(), { replacement: true }));
  const path = (name: string) => join(place.folder, name, `${round}.sqlite`);

  test('in ten random orders and groupings of 500 collects, and with kill -9 in between', async () => {
    const prints = new Set<string>();
    for (const [at, groups] of orders(claims).entries()) {
      const roll = openRoll(url(`roll${at}`));
      await roll.create(
        round,
        spares,
        shuffled(entries, (n) => randomInt(n)),
      );
      for (const group of groups) await Promise.all([...group, ...group.slice(0, 2)].map((claim) => roll.claim(round, claim)));
      await Promise.all(shuffled(replacements, (n) => randomInt(n)).map((claim) => roll.claim(round, claim)));
      await roll.issueSpare(round, entries[610]?.tokenHash ?? randomBytes(32));
      expect(await datesOf(path(`roll${at}`))).toEqual([UNDATED, UNDATED]);
      await roll.close();
      prints.add(await bytesOf(path(`roll${at}`)));
    }
    prints.add(await claimWithKills());
    expect(prints.size).toBe(1);
  }, 120_000);

  async function claimWithKills(): Promise<string> {
    let roll = openRoll(url('killed-roll'));
    await roll.create(round, spares, entries);
    await roll.issueSpare(round, entries[610]?.tokenHash ?? randomBytes(32));
    await roll.close();
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
    const told = ({ tokenHash, blinded, replacement }: Claim) => ({ tokenHash: hex(tokenHash), blinded: hex(blinded), replacement });
    const input = { url: url('killed-roll'), round, claims: shuffled(claims, (n) => randomInt(n)).map(told), atOnce: 5 };
    for (const after of [60, 250]) {
      const child = startChild('claim-invitations.ts', input);
      let granted = 0;
      for await (const _line of child.lines) if (++granted === after) break;
      await child.kill();
    }
    await startChild('claim-invitations.ts', input).ended();
    roll = openRoll(url('killed-roll'));
    for (const claim of replacements) expect(await roll.claim(round, claim)).toMatchObject({ outcome: 'granted' });
    await roll.close();
    return bytesOf(path('killed-roll'));
  }

  test('"not me" is written to the disk the same whether a ballot was fetched or not: how long it takes tells nobody', async () => {
    const roll = openRoll(url('not-me'));
    const [fetched = anEntry(), silent = anEntry()] = entries;
    await roll.create(round, spares, entries);
    await roll.claim(round, aClaim(fetched));
    const before = await bytesOf(path('not-me'));
    const commitsFor = async ({ tokenHash }: typeof fetched) => {
      const commits = await commitsOf(path('not-me'));
      await roll.sayNotMe(round, tokenHash);
      return (await commitsOf(path('not-me'))) - commits;
    };

    expect([await commitsFor(silent), await commitsFor(silent)]).toEqual([1, 1]);
    expect(await bytesOf(path('not-me'))).toBe(before);
    expect([await commitsFor(fetched), await commitsFor(fetched)]).toEqual([1, 1]);
    expect(await roll.totals(round)).toMatchObject({ collected: 1, notMe: 1 });
    await roll.close();
  });

  test('after overwriting every record has one value, and no byte of an invitation is left in the file', async () => {
    const roll = openRoll(url('overwritten'));
    await roll.create(round, spares, entries);
    await Promise.all(claims.map((claim) => roll.claim(round, claim)));
    await roll.stop(round);
    const before = (await readFile(path('overwritten'))).length;
    await roll.overwrite(round);
    await roll.close();

    await expectOneValue('overwritten');
    const bytes = await readFile(path('overwritten'));
    expect(bytes).toHaveLength(before);
    for (const { tokenHash } of entries) expect(bytes.includes(Buffer.from(tokenHash.subarray(0, 8)))).toBe(false);
    for (const { blinded } of claims) expect(bytes.includes(Buffer.from(blinded.subarray(0, 8)))).toBe(false);
    expect(await datesOf(path('overwritten'))).toEqual([UNDATED, UNDATED]);
  });

  test('killed while it is overwritten, a roll answers nothing and is overwritten by the next try', async () => {
    for (const [at, ms] of [1, 8, 20].entries()) {
      const many = [...entries, ...Array.from({ length: 20_000 }, () => anEntry())];
      let roll = openRoll(url(`cut${at}`));
      await roll.create(round, spares, many);
      await roll.close();
      const child = startChild('overwrite-roll.ts', { url: url(`cut${at}`), round });
      for await (const _line of child.lines) break;
      await wait(ms);
      await child.kill();
      // A journal of the two pages that hold counter and state may be left, never one of the records.
      const journal = await stat(`${path(`cut${at}`)}-journal`).catch(() => ({ size: 0 }));
      expect(journal.size).toBeLessThan(16_000);

      roll = openRoll(url(`cut${at}`));
      await roll.overwrite(round);
      expect(await roll.totals(round)).toBeUndefined();
      await roll.close();
      await expectOneValue(`cut${at}`);
    }
  }, 120_000);

  async function expectOneValue(name: string): Promise<void> {
    const database = await openSqlite(path(name));
    expect(database.prepare('SELECT count(DISTINCT record) AS kinds FROM invitation').get()).toEqual({ kinds: 1 });
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    database.close();
  }
});
