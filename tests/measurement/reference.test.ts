import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pearson } from '#server/aggregation/scores/correlation.js';
import { fQuantile, t975, twoSidedT } from '#server/aggregation/scores/special/quantiles.js';
import { benjaminiHochberg, welch } from '#server/aggregation/scores/welch.js';
import { runScore } from '../../scripts/score.js';

/** people.csv, roll.csv and reference.json are written by vectors/reference.py: numpy and scipy on lists of people, none of the engine's code. */
const vectors = join(import.meta.dirname, 'vectors');
const reference = JSON.parse(readFileSync(join(vectors, 'reference.json'), 'utf8'));

/** Every number of `expected` within 1e-7 of the one at the same place. */
function expectClose(actual: unknown, expected: unknown, path = ''): void {
  if (typeof expected === 'number') {
    expect({ path, value: actual }).toEqual({ path, value: expect.any(Number) });
    expect(Math.abs((actual as number) - expected)).toBeLessThan(1e-7 * Math.max(1, Math.abs(expected)));
  } else if (typeof expected === 'object' && expected !== null) {
    for (const [key, value] of Object.entries(expected)) expectClose((actual as Record<string, unknown>)?.[key], value, `${path}/${key}`);
  } else {
    expect(actual).toBe(expected);
  }
}

interface Node {
  people: number;
  index: object;
  signals: Record<string, { alpha: { value: number | null }; omega: { value: number | null } }>;
}

const lines = (name: string) => readFileSync(join(vectors, name), 'utf8').trim().split('\n');

/** Scores of all people, or of those in these texts of the two files. */
async function rawScores(people?: string, roll?: string): Promise<Record<string, never>> {
  let text = '';
  const responses = people === undefined ? join(vectors, 'people.csv') : written('people.csv', people);
  const rolls = roll === undefined ? join(vectors, 'roll.csv') : written('roll.csv', roll);
  const files = ['--instrument', join(vectors, 'instrument.json'), '--responses', responses, '--roll', rolls];
  const code = await runScore([...files, '--unit', 'team', '--raw'], {
    out: (out) => {
      text += out;
    },
    complain: (line) => {
      throw new Error(line);
    },
  });
  expect(code).toBe(0);
  return JSON.parse(text);
}

const folder = mkdtempSync(join(tmpdir(), 'reference-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe('the engine against numpy and scipy on the same people', () => {
  test('means, deviations, intervals, prevalence, alpha, omega, rwg, ICC and items of the company and of every unit', async () => {
    const { people, index, signals, units } = reference;
    expectClose(await rawScores(), { people, index, signals, units });
  });

  test('a unit’s alpha and omega, as all else, are those of a file of its people alone', async () => {
    const { units } = (await rawScores()) as unknown as { units: Record<string, Node> };
    const [heading, ...rows] = lines('people.csv');
    const rolls = new Map(lines('roll.csv').map((line) => line.split(',') as [string, string]));
    for (const [unit, whole] of Object.entries(units)) {
      const own = rows.filter((row) => row.startsWith(`${unit},`));
      const people = [heading, ...own].join('\n');
      const alone = (await rawScores(people, `unit,people\n${unit},${rolls.get(unit)}\n`)) as unknown as Node;
      expect([whole.people, whole.index]).toEqual([own.length, alone.index]);
      for (const [signal, score] of Object.entries(whole.signals)) {
        expect(score).toEqual(alone.signals[signal]);
        if (own.length > 20) expect(score.alpha.value).toEqual(expect.any(Number));
      }
      if (own.length > 20) expect(whole.signals.three?.omega.value).toEqual(expect.any(Number));
    }
  });

  test('Welch between units', async () => {
    const { units } = (await rawScores()) as unknown as { units: Record<string, { index: { n: number; mean: number; sd: number } }> };
    const side = (unit: string) => {
      const { n, mean, sd } = units[unit]?.index ?? { n: 0, mean: 0, sd: 0 };
      return { n, mean, sd, df: n - 1, base: 0 };
    };
    for (const { first, second, ...expected } of reference.welch) expectClose(welch(side(first), side(second)), expected);
  });

  test('Benjamini and Hochberg on 25 p values', () => {
    expectClose(benjaminiHochberg(reference.benjaminiHochberg.p), reference.benjaminiHochberg.adjusted);
  });

  test("Pearson's correlation with its interval", () => {
    const { n, vx, vy, cov, ...expected } = reference.pearson;
    expectClose(pearson(n, vx, vy, cov), expected);
  });

  test('quantiles of t and F, tails of t', () => {
    for (const [df, quantile] of Object.entries(reference.t975)) expectClose(t975(Number(df)), quantile, df);
    for (const [t, df, tail] of reference.twoSidedT) expect(Math.abs(twoSidedT(t, df) / tail - 1)).toBeLessThan(1e-9);
    for (const [p, df1, df2, quantile] of reference.fQuantile) expectClose(fQuantile(p, df1, df2), quantile);
  });
});
