import fc from 'fast-check';
import { newTally, rawAnalysis, release, type Tally } from '#server/aggregation/aggregation.js';
import { keyedStep } from '#server/aggregation/tally/scheme.js';
import type { Instrument, Scale } from '#shared/instrument/instrument.js';
import { Snapshot } from '#shared/results/snapshot.js';

const scales: fc.Arbitrary<Scale> = fc
  .record({ min: fc.integer({ min: -10, max: 10 }), range: fc.oneof(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 100 })) })
  .map(({ min, range }) => ({ min, max: min + range }));

/** A step from 0 to the scale's range, or one of the three kinds of missing. */
const stepsOf = ({ min, max }: Scale) =>
  fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: max - min }) }, fc.integer({ min: -3, max: -1 }));

const instruments: fc.Arbitrary<Instrument> = fc
  .record({
    scale: scales,
    signals: fc.array(
      fc.record({ own: fc.option(scales, { nil: undefined }), items: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }) }),
      { minLength: 1, maxLength: 12 },
    ),
  })
  .map(({ scale, signals }) => ({
    name: 'any',
    scale,
    signals: signals.map(({ own, items }, s) => ({
      id: `s${s}`,
      ...(own && { scale: own }),
      items: items.map((reversed, i) => ({ id: `s${s}-${i}`, reversed, mayNotArise: true })),
    })),
  }));

const scalesOf = ({ scale, signals }: Instrument) => signals.flatMap((signal) => signal.items.map(() => signal.scale ?? scale));

/** An instrument, and people of three units who answered it anyhow: any answers, any pattern of missing ones, all alike, nobody at all. */
const answered = instruments.chain((instrument) => {
  const person = fc.record({
    unit: fc.constantFrom('a', 'b', 'c'),
    steps: fc.tuple(...scalesOf(instrument).map(stepsOf)),
    alike: fc.option(fc.constantFrom('lowest', 'highest'), { nil: undefined, freq: 3 }),
  });
  return fc.record({ instrument: fc.constant(instrument), people: fc.array(person, { maxLength: 90 }) });
});
type Answered = typeof answered extends fc.Arbitrary<infer T> ? T : never;

const NODES = [{ id: 'company', parent: null }, ...['a', 'b', 'c'].map((id) => ({ id, parent: 'company' }))];

function tallied({ instrument, people }: Answered): Tally {
  const tally = newTally(instrument, NODES);
  const ranges = scalesOf(instrument).map(({ min, max }) => max - min);
  for (const { unit, steps, alike } of people) {
    const ends = { lowest: ranges.map(() => 0), highest: ranges };
    tally.addSteps(unit, alike ? ends[alike] : steps);
  }
  return tally;
}

const within = (low: number, high: number, ...numbers: (number | null | undefined)[]) =>
  numbers.every((x) => x === null || x === undefined || (x >= low && x <= high));

describe('keying', () => {
  const oneAnswer = scales.chain((scale) => fc.record({ scale: fc.constant(scale), step: stepsOf(scale) }));

  test('twice is identity: reversing an item twice gives the answer back, on any scale, missing ones too', () => {
    fc.assert(
      fc.property(oneAnswer, ({ scale: { min, max }, step }) => {
        const once = keyedStep(step, max - min, true);
        expect(keyedStep(once, max - min, true)).toBe(step);
        expect(keyedStep(step, max - min, false)).toBe(step);
        expect(once < 0).toBe(step < 0);
      }),
      { numRuns: 1000 },
    );
  });

  test('undoes a reversed item: answers mirrored, and every key reversed, score the same', () => {
    fc.assert(
      fc.property(answered, ({ instrument, people }) => {
        const mirrored = {
          instrument: {
            ...instrument,
            signals: instrument.signals.map((signal) => ({
              ...signal,
              items: signal.items.map((item) => ({ ...item, reversed: !item.reversed })),
            })),
          },
          people: people.map((person) => ({
            ...person,
            steps: scalesOf(instrument).map(({ min, max }, i) => keyedStep(person.steps[i] ?? -1, max - min, true)),
            alike: person.alike && ({ lowest: 'highest', highest: 'lowest' } as const)[person.alike],
          })),
        };
        const scores = (each: Answered) =>
          rawAnalysis(tallied(each), undefined).map(({ index, signals }) => [index, ...Object.values(signals)]);
        const means = (each: Answered) => scores(each).map((unit) => unit.map(({ n, mean, prevalence }) => ({ n, mean, prevalence })));
        expect(means(mirrored)).toEqual(means({ instrument, people }));
      }),
      { numRuns: 50 },
    );
  });
});

describe('scores stay in 0..100', () => {
  test('of any instrument: of persons, units and company, their intervals, and shares in 0..1; or null', () => {
    fc.assert(
      fc.property(answered, fc.array(fc.nat({ max: 120 }), { minLength: 4, maxLength: 4 }), (each, rolls) => {
        const everyone = rawAnalysis(tallied(each), rolls);
        // One person alone: the means are that person's own scores.
        const alone = each.people.slice(0, 10).flatMap((person) => rawAnalysis(tallied({ ...each, people: [person] }), undefined));
        for (const { index, signals } of [...everyone, ...alone]) {
          for (const { n, mean, interval, prevalence } of [index, ...Object.values(signals)]) {
            expect(mean === null).toBe(n === 0);
            expect(prevalence.share === null).toBe(n === 0);
            expect({ mean, interval, inside: within(0, 100, mean, ...(interval ?? [])) }).toMatchObject({ inside: true });
            expect({ prevalence, inside: within(0, 1, prevalence.share, ...(prevalence.interval ?? [])) }).toMatchObject({ inside: true });
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('everybody at the worst answer has 100, not a rounding error more', () => {
    const scale = { min: 0, max: 1 };
    const items = (signal: string, count: number) => Array.from({ length: count }, (_, i) => ({ id: `${signal}${i}` }));
    const signals = [
      { id: 'wide', scale: { min: 0, max: 39 }, items: items('w', 2) },
      ...['x', 'y', 'z'].map((id) => ({ id, items: items(id, 3) })),
    ];
    const tally = newTally({ name: 'worst', scale, signals }, NODES);
    tally.addSteps('a', [39, 39, ...Array<number>(9).fill(1)]);
    expect(rawAnalysis(tally, undefined).map(({ index }) => index.mean)).toEqual([100, 100, null, null]);
  });

  test('as released too: every mean, percentage and interval of every cell, or hidden', () => {
    fc.assert(
      fc.property(answered, fc.integer({ min: 5, max: 10 }), (each, k) => {
        const count = (unit: string) => each.people.filter((person) => unit === 'company' || person.unit === unit).length;
        const units = NODES.map(({ id, parent }) => ({ id, name: id, parent, depth: parent === null ? 0 : 1, roll: 2 * count(id) }));
        const totals = {
          roll: 2 * each.people.length,
          collected: each.people.length,
          counted: each.people.length,
          replacements: 0,
          additions: 0,
        };
        const terms = { round: 'r', manifest: '0'.repeat(64), title: 'Any', form: 'core', k, totals, units } as const;
        const days = { opened: '2026-01-01', closed: '2026-01-01', published: '2026-01-01' };
        const { snapshot } = release(tallied(each), { ...terms, ...days, replacementsAndAdditions: {} });
        // The format says 0 to 100 of every mean, percentage and bound.
        expect(Snapshot.parse(JSON.parse(JSON.stringify(snapshot)))).toEqual(snapshot);
        for (const { index, reach, signals } of Object.values(snapshot.results?.cells ?? {})) {
          for (const cell of [index, reach, ...Object.values(signals).flatMap((signal) => Object.values(signal))]) {
            if (!cell.shown) continue;
            const value = 'mean' in cell ? cell.mean : cell.percent;
            expect({ cell, inside: within(0, 100, value, ...(cell.interval ?? [])) }).toMatchObject({ inside: true });
          }
        }
      }),
    );
  });
});
