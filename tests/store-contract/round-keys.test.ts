import { aRound } from '../builders/ballots.js';
import { describeEachEngine } from './engines.js';

const OLD = new TextEncoder().encode('the wrapped key that was');
const NEW = new TextEncoder().encode('and the one that is');

describeEachEngine('round keys', ({ open }) => {
  test('a key is read as it was kept, after a restart too', async () => {
    const { keys, reopen } = await open();
    const round = aRound();
    await keys.keep(round, 'signing', OLD);
    await keys.keep(round, 'mail', NEW);

    const again = (await reopen()).keys;
    expect(await again.read(round, 'signing')).toEqual(OLD);
    expect(await again.read(round, 'mail')).toEqual(NEW);
    expect(await again.read(round, 'box')).toBeUndefined();
    expect(await again.read(aRound(), 'signing')).toBeUndefined();
  });

  test('the last one kept counts', async () => {
    const { keys } = await open();
    const round = aRound();
    await keys.keep(round, 'box', OLD);
    await keys.keep(round, 'box', NEW);
    expect(await keys.read(round, 'box')).toEqual(NEW);
  });

  test('destroying takes one key and leaves the others, and may be repeated', async () => {
    const { keys } = await open();
    const round = aRound();
    await keys.keep(round, 'mail', OLD);
    await keys.keep(round, 'box', NEW);

    await keys.destroy(round, 'mail');
    await keys.destroy(round, 'mail');

    expect(await keys.read(round, 'mail')).toBeUndefined();
    expect(await keys.read(round, 'box')).toEqual(NEW);
    await keys.keep(round, 'mail', NEW);
    expect(await keys.read(round, 'mail')).toEqual(NEW);
  });
});
