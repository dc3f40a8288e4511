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
