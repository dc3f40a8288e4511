import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { inSlices, mapInSlices, sortInSlices } from '#server/slices.js';

test('sorting in slices gives what sorting gives, equal ones in their order', async () => {
  const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer()), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(pairs, fc.integer({ min: 1, max: 7 }), async (all, length) => {
      const compare = ([a]: [number, number], [b]: [number, number]) => a - b;
      expect(await sortInSlices(all, length, compare)).toEqual([...all].sort(compare));
    }),
  );
});

test('every one is worked through once, in order, and others have their turn between the slices', async () => {
  const all = Array.from({ length: 10 }, (_, at) => at);
  const seen: (number | 'other')[] = [];
  const other = (async () => {
    for (let turn = 0; turn < 3; turn++) {
      await setImmediate();
      seen.push('other');
    }
  })();
  await inSlices(all, 4, (slice) => seen.push(...slice));
  await other;
  expect(seen.filter((one) => one !== 'other')).toEqual(all);
  expect(seen.indexOf('other')).toBeLessThan(seen.indexOf(9));
  expect(await mapInSlices(all, 3, (one) => one * 2)).toEqual(all.map((one) => one * 2));
});
