import { auditSnapshot, exactCounts, groupsOf, release } from '#server/aggregation/aggregation.js';
import { CORE } from '#shared/instrument/core.js';
import type { Instrument } from '#shared/instrument/instrument.js';
import type { SnapshotResults } from '#shared/results/snapshot.js';
import { aCompany, type Company, tallyOf, termsOf } from './sample-company.js';

/** Points of the scale, 0 to 4, that an answer stands for. */
const keyed = (signal: Instrument['signals'][number], codes: Uint8Array) =>
  signal.items.reduce((sum, { reversed }, i) => sum + (reversed ? 5 - (codes[i] ?? 0) : (codes[i] ?? 0) - 1), 0);

const ANSWERS = Array.from({ length: 125 }, (_, at) => Uint8Array.of(1 + (at % 5), 1 + (Math.floor(at / 5) % 5), 1 + Math.floor(at / 25)));

/** Of so many people, one after the other: of how many the score stands fixed. */
interface Fixed {
  people: number;
  score: number;
}

const FIVE_OF_20 = [20, 20, 20, 20, 20];
const FIVE_OF_40 = [40, 40, 40, 40, 40];

/**
 * Tries every answer that each of some people may have given, and keeps those after which the same would be served: the auditor looks at one
 * statistic at a time, a reader at all. `seen`: what of it the reader looks at.
 */
function pooled(plan: number[], seen: (results: SnapshotResults, signal: string) => unknown, signals = CORE.signals): Fixed {
  const fixed: Fixed = { people: 0, score: 0 };
  for (const [s, signal] of signals.entries()) {
    const instrument = { name: 'one signal', scale: CORE.scale, signals: [signal] };
    const company = aCompany(
      plan.map((roll) => ({ parent: 0, roll, response: 1 })),
      { instrument, seed: 1 + s },
    );
    const served = (people: Company['people']) => {
      const { results } = release(tallyOf({ ...company, people }), termsOf(company)).snapshot;
      return JSON.stringify(results && seen(results, signal.id));
    };
    const truth = served(company.people);
    const scored = company.people.flatMap(({ codes }, at) => (codes.every((code) => code >= 1 && code <= 5) ? [at] : []));
    for (const at of [scored[s], scored[scored.length - 1 - s]]) {
      const fits = ANSWERS.filter(
        (codes) => served(company.people.map((person, of) => (of === at ? { ...person, codes } : person))) === truth,
      );
      fixed.people += 1;
      if (new Set(fits.map((codes) => keyed(signal, codes))).size === 1) fixed.score += 1;
    }
  }
  return fixed;
}

describe('of a person whose colleagues all pool their answers', () => {
  test('the coefficients alone leave the score open', () => {
    const { people, score } = pooled(FIVE_OF_20, ({ company }, signal) => company.reliability?.signals[signal]);
    expect([people, score]).toEqual([22, 0]);
  });

  // Not all: rounding leaves each number open and cannot leave every combination of them open. What is left is in README.md and DECISIONS.md.
  test.each([[FIVE_OF_20], [FIVE_OF_40]])('all that is served together leaves the score open for two of three, in units of %j', (plan) => {
    const { people, score } = pooled(plan, (results) => results);
    expect(people).toBe(22);
    expect(score).toBeLessThanOrEqual(people / 3);
  });

  test('a unit of ten beside one of two thousand is told of no finer for that', () => {
    const { people, score } = pooled([2000, 10, 10], (results) => results, CORE.signals.slice(0, 4));
    expect(people).toBe(8);
    expect(score).toBeLessThanOrEqual(people / 3);
  });
});

test('agreement is rounded by the smallest unit, and the auditor finds it told finer', () => {
  const company = aCompany([2000, 10, 10].map((roll) => ({ parent: 0, roll, response: 1 })));
  const tally = tallyOf(company);
  const { snapshot } = release(tally, termsOf(company));
  const exact = exactCounts(
    groupsOf(tally, company.spares, company.k),
    company.units.map(({ roll }) => roll),
  );
  const told = Object.values(snapshot.results?.company.reliability?.signals ?? {});
  const values = told.flatMap(({ rwgMean, rwgMedian }) => [rwgMean.value ?? Number.NaN, rwgMedian.value ?? Number.NaN]);
  expect(values).toHaveLength(22);
  for (const value of values) expect(10 * value).toBeCloseTo(Math.round(10 * value), 9);
  expect(auditSnapshot(snapshot, exact)).toEqual([]);
  Object.assign(told[0]?.rwgMean ?? {}, { value: 0.57 });
  expect(auditSnapshot(snapshot, exact)).toContainEqual(expect.objectContaining({ why: 'not-rounded' }));
});
