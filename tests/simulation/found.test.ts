import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBallotBox } from '#server/storage/open-store.js';
import { aBallot, aBoxPlan, aRound } from '../builders/ballots.js';

/** What the simulation found, each as short as it can be told. */
describe('two processes on the same stores', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'candour-found-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('a process closes in peace although another has destroyed slots that it had open', async () => {
    const [here, there] = [openBallotBox(`sqlite:${folder}`), openBallotBox(`sqlite:${folder}`)];
    const round = aRound();
    await here.create(round, aBoxPlan());
    await here.castOnce(round, aBallot());
    await there.destroy(round);
    await expect(here.close()).resolves.toBeUndefined();
    await there.close();
  });
});
