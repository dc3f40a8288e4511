import { LONGEST, within } from '#server/storage/mongo/within.js';
import { StoreUnavailable } from '#server/storage/port/store-unavailable.js';

describe('an act on a database', () => {
  test('that is never answered is told as a store that is away', async () => {
    await expect(within(10, new Promise(() => {}))).rejects.toThrow(StoreUnavailable);
  });

  test('comes to what it came to, or fails as it failed', async () => {
    expect(await within(1_000, Promise.resolve('done'))).toBe('done');
    await expect(within(1_000, Promise.reject(new RangeError('its own')))).rejects.toThrow(RangeError);
  });

  test('by hand may last as long as it does', async () => {
    const act = new Promise((resolve) => setTimeout(resolve, 20, 'done'));
    expect(await within(LONGEST.byHand, act)).toBe('done');
  });
});
