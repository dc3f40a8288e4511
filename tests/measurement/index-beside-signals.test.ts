import { auditSnapshot, exactCounts, groupsOf, release } from '#server/aggregation/aggregation.js';
import { indexBeside, knownBeside } from '#server/aggregation/suppression/index-from-signals.js';
import { coarse, severalItems } from '#server/aggregation/suppression/ladder.js';
import { CORE, PULSE } from '#shared/instrument/core.js';
import type { Instrument } from '#shared/instrument/instrument.js';
import { aCompany, type Company, seeded, tallyOf, termsOf } from './sample-company.js';

/** One unit whose people answered every statement: nothing is left open by what somebody left out. */
function allAnswered(roll: number, instrument: Instrument, seed: number): Company {
  const company = aCompany([{ parent: 0, roll, response: 1 }], { instrument, seed });
  const random = seeded(seed);
  const given = (code: number) => (code >= 1 && code <= 5 ? code : 1 + Math.floor(random() * 3));
  return { ...company, people: company.people.map(({ unit, codes }) => ({ unit, codes: codes.map(given) })) };
}

const seeds = Array.from({ length: 22 }, (_, at) => at + 1);

test.each([
  ['core', 40, CORE],
  ['pulse', 50, PULSE],
] as const)('no company whose people all answered a %s is left without results by how its index rounds', (_, roll, instrument) => {
  for (const seed of seeds) {
    const company = allAnswered(roll, instrument, seed);
    const tally = tallyOf(company);
    const { snapshot } = release(tally, termsOf(company));
    expect([seed, snapshot.outcome]).toEqual([seed, 'results']);
    const exact = exactCounts(
      groupsOf(tally, company.spares, company.k),
      company.units.map((unit) => unit.roll),
    );
    expect(auditSnapshot(snapshot, exact)).toEqual([]);
  }
});

describe('an index of 40 people whose signals say 1200 to 1240', () => {
  const signals = [31, 30].map((mean) => ({ base: 1, parts: [coarse('score', 1, mean)] }));
  const fromSignals = [1200, 1240] as const;
  const indexed = (mean: number) => {
    const cell = { base: 1, parts: [coarse('score', 1, mean)] };
    return { cell, sum: [40 * (mean - 0.5), 40 * (mean + 0.5)] as const, signals, fromSignals };
  };
  const rule = severalItems(5);

  test('stands where its rounding leaves a person room beside theirs, and is their mean where it does not', () => {
    expect(indexBeside(indexed(31), rule)).toEqual(indexed(31).cell);
    expect(indexBeside(indexed(30), rule)).toEqual(indexed(30).cell);
    // 1180 to 1204 by itself, 1200 to 1204 with the signals.
    const narrow = { ...indexed(30), sum: [1180, 1204] as const };
    expect(indexBeside(narrow, rule)).toEqual(indexed(31).cell);
  });

  test('is known to lie in both, and where it is their mean also in what a neighbour would have told', () => {
    expect(knownBeside(indexed(30), rule)).toEqual([1200, 1220]);
    expect(knownBeside(indexed(31), rule)).toEqual([1220, 1240]);
    expect(knownBeside({ ...indexed(31), sum: [1215, 1235] }, rule)).toEqual([1200, 1240]);
  });
});
