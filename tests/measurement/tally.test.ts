import fc from 'fast-check';
import { newTally } from '#server/aggregation/aggregation.js';
import { ScoreProducts } from '#server/aggregation/tally/score-products.js';
import { itemOrder } from '#shared/instrument/answers.js';
import { CORE } from '#shared/instrument/core.js';

const company = [
  { id: 'company', parent: null },
  { id: 'sales', parent: 'company' },
];
const ITEMS = CORE.signals.flatMap(({ items }) => items);
const allAnswered = (code: number) => new Uint8Array(itemOrder(CORE).length).fill(code);
const withOne = (item: number, code: number) => allAnswered(3).with(item, code);

describe('a sealed ballot', () => {
  test.each([6, 7, 10, 15, 16, 17, 19, 128, 255])('with a byte that is no answer code (%d) is refused wherever it stands', (code) => {
    for (const item of ITEMS.keys()) {
      expect(() => newTally(CORE, company).add('sales', withOne(item, code))).toThrow(RangeError);
    }
  });

  test('with "did not happen" is refused where that is not offered, and counted where it is', () => {
    for (const [at, { mayNotArise }] of ITEMS.entries()) {
      const add = () => newTally(CORE, company).add('sales', withOne(at, 9));
      if (mayNotArise) expect(add).not.toThrow();
      else expect(add).toThrow(RangeError);
    }
  });

  test('under a label that is no node of the tree is refused', () => {
    expect(() => newTally(CORE, company).add('marketing', allAnswered(1))).toThrow(RangeError);
  });

  test('too short for its form is refused', () => {
    expect(() => newTally(CORE, company).add('sales', allAnswered(1).subarray(1))).toThrow(RangeError);
  });

  test('that is refused leaves nothing behind', () => {
    const [tally, without] = [newTally(CORE, company), newTally(CORE, company)];
    expect(() => tally.add('sales', withOne(ITEMS.length - 1, 7))).toThrow(RangeError);
    for (const each of [tally, without]) each.add('sales', allAnswered(2));
    for (const each of [tally, without]) each.settle();
    expect(tally.groups).toEqual(without.groups);
    expect(tally.company).toEqual(without.company);
  });
});

/** People with a whole score from 0 to `largest` in each of some signals. */
const scored = fc
  .record({ signals: fc.integer({ min: 1, max: 8 }), largest: fc.constantFrom(1, 4, 24, 44, 45, 46, 840, 2 ** 20) })
  .chain(({ signals, largest }) =>
    fc.record({
      largest: fc.constant(largest),
      signals: fc.constant(signals),
      people: fc.array(fc.array(fc.integer({ min: 0, max: largest }), { minLength: signals, maxLength: signals }), { maxLength: 200 }),
      extreme: fc.boolean(),
    }),
  );

test('sums and products of scores are those of the people one by one, exactly, however many they are', () => {
  fc.assert(
    fc.property(scored, ({ signals, largest, people: drawn, extreme }) => {
      const people = extreme ? drawn.map((scores) => scores.map(() => largest)) : drawn;
      const products = new ScoreProducts(signals, largest);
      for (const [at, scores] of people.entries()) {
        products.block.set(scores, products.next);
        products.take();
        if (at % 37 === 0) products.settle();
      }
      products.settle();
      const sum = (of: (scores: number[]) => number) => people.reduce((total, scores) => total + of(scores), 0);
      const signalAt = Array.from({ length: signals }, (_, i) => i);
      expect(products.people).toBe(people.length);
      expect([...products.scores]).toEqual(signalAt.map((i) => sum((scores) => scores[i] ?? 0)));
      expect([...products.products]).toEqual(
        signalAt.flatMap((i) => signalAt.slice(i).map((j) => sum((scores) => (scores[i] ?? 0) * (scores[j] ?? 0)))),
      );
    }),
  );
});

/** Forms of which some signals have too many patterns of answers to be counted by pattern, and forms of more signals than a byte counts. */
const forms = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.array(fc.record({ items: fc.integer({ min: 1, max: 6 }), max: fc.integer({ min: 2, max: 7 }) }), {
      minLength: 1,
      maxLength: 6,
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom(255, 256).map((signals) => Array.from({ length: signals }, () => ({ items: 1, max: 5 }))) },
);
const answered = forms.chain((signals) => {
  const steps = signals.flatMap(({ items, max }) =>
    Array.from({ length: items }, () => fc.integer({ min: signals.length > 6 ? max - 2 : -3, max: max - 1 })),
  );
  return fc.record({ signals: fc.constant(signals), people: fc.array(fc.tuple(...steps), { minLength: 1, maxLength: 30 }) });
});

test('who has a score, an index and reach are those found by looking at the people one by one, however long the form', () => {
  fc.assert(
    fc.property(answered, ({ signals, people }) => {
      const plan = signals.map(({ items, max }, s) => ({
        ...{ id: `s${s}`, scale: { min: 1, max } },
        items: Array.from({ length: items }, (_, i) => ({ id: `s${s}i${i}`, reversed: i % 2 === 1 })),
      }));
      const tally = newTally({ name: 'Form', scale: { min: 1, max: 5 }, signals: plan } as never, company);
      for (const steps of people) tally.addSteps('sales', steps);
      tally.settle();
      const group = tally.groups[1];
      const byPerson = people.map((steps) => {
        let from = 0;
        return signals.map(({ items, max }) => {
          const own = steps.slice(from, from + items).flatMap((step, i) => (step < 0 ? [] : [i % 2 === 1 ? max - 1 - step : step]));
          from += items;
          return 2 * own.length < items ? undefined : own.reduce((sum, step) => sum + step, 0) / own.length / (max - 1);
        });
      });
      const has = (scores: (number | undefined)[]) => scores.filter((score) => score !== undefined);
      const indexed = byPerson.filter((scores) => has(scores).length > 0 && 11 * has(scores).length >= 8 * signals.length);
      const total = (sums: Float64Array | undefined) => Array.from(sums ?? []).reduce((sum, n) => sum + n, 0);
      expect(total(group?.scored)).toBe(byPerson.flatMap(has).length);
      expect(total(group?.indexed)).toBe(indexed.length);
      expect(total(group?.indexSum) / tally.scheme.units).toBeCloseTo(
        indexed.flatMap(has).reduce((sum, score) => sum + score, 0),
        6,
      );
      expect(total(group?.prevalent)).toBe(byPerson.flatMap(has).filter((score) => score >= 0.625 - 1e-9).length);
      expect(group?.reach).toBe(indexed.filter((scores) => has(scores).filter((score) => score >= 0.625 - 1e-9).length >= 3).length);
    }),
  );
});
