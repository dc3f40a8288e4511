import { readFileSync } from 'node:fs';
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

async function rawScores(): Promise<Record<string, never>> {
  let text = '';
  const file = (name: string) => join(vectors, name);
  const code = await runScore(
    ['--instrument', file('instrument.json'), '--responses', file('people.csv'), '--unit', 'team', '--roll', file('roll.csv'), '--raw'],
    {
      out: (out) => {
        text += out;
      },
      complain: (line) => {
        throw new Error(line);
      },
    },
  );
  expect(code).toBe(0);
  return JSON.parse(text);
}

describe('the engine against numpy and scipy on the same people', () => {
  test('means, deviations, intervals, prevalence, alpha, omega, rwg, ICC and items of the company and of every unit', async () => {
    const { people, index, signals, units } = reference;
    expectClose(await rawScores(), { people, index, signals, units });
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
