import { closeDueRounds } from '#server/closing/close-due-rounds.js';
import { createRound, deleteDraft, launchRound } from '#server/rounds/rounds.js';
import { openBallotBox } from '#server/storage/open-store.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import { voteAll } from '../../scripts/demo/voter.js';
import { aBallot, aBoxPlan, aRound } from '../builders/ballots.js';
import { aFolder, type Folder } from '../builders/folder.js';
import { aLaunchedRound, aPlace, openPlace, someAnswers } from '../builders/launched-round.js';
import { aDraft, anOffice, aRosterFile, importFile, refusalOf } from '../builders/office.js';

/** What the simulation found, each as short as it can be told. */
describe('two processes on the same stores', () => {
  let root: Folder;
  beforeEach(async () => {
    root = await aFolder();
  });
  afterEach(() => root.remove());

  test('a process closes in peace although another has destroyed slots that it had open', async () => {
    const [here, there] = [openBallotBox(`sqlite:${root.folder}`), openBallotBox(`sqlite:${root.folder}`)];
    const round = aRound();
    await here.create(round, aBoxPlan());
    await here.castOnce(round, aBallot());
    await there.destroy(round);
    await expect(here.close()).resolves.toBeUndefined();
    await there.close();
  });

  test('a process that stood still in a closing leaves what another has noted of it meanwhile', async () => {
    const here = await aPlace();
    const { round, organisation, people } = await aLaunchedRound(here, { terms: { graceMinutes: 0 } });
    await voteAll(here.polling, people, () => someAnswers('core'));
    here.clock.set('2026-03-13T16:00:00Z');
    const there = await openPlace(here.folder, here.clock);
    const keepClosing: typeof here.closing.results.keepClosing = async (...step) => {
      if (step[0].step === 'seal') await closeDueRounds(there.closing, there.clock.now());
      return here.closing.results.keepClosing(...step);
    };
    await closeDueRounds({ ...here.closing, results: { ...here.closing.results, keepClosing } }, here.clock.now());
    expect(await here.closing.results.readClosing(round)).toMatchObject({ step: 'finish', totals: { counted: 60 } });
    expect((await here.closing.results.snapshot(organisation, round))?.snapshot.totals.counted).toBe(60);
    await there.close();
    await here.remove();
  });
});

test('a launch that stood still before it writes leaves nothing of a draft that was deleted meanwhile', async () => {
  const office = await anOffice();
  await importFile(office, aRosterFile({ Sales: 12, Works: 11 }));
  const { organisation, by, registrar, rounds: needs } = office;
  const { id } = await createRound(needs, { organisation, by, draft: aDraft() });
  const act = { organisation, by, round: id as RoundId };
  const clientFiles = {
    ...registrar.clientFiles,
    async keep() {
      office.clock.set('2026-03-03T12:01:00Z');
      await deleteDraft(needs, act);
    },
  };
  const launching = launchRound({ ...needs, registrar: { ...registrar, clientFiles } }, act);
  expect(await refusalOf(launching)).toMatchObject({ code: 'round-not-draft' });
  for (const name of ['signing', 'mail', 'box'] as const) expect(await office.place.keys.read(act.round, name)).toBeUndefined();
  await office.remove();
});
