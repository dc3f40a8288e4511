import { readdir, writeFile } from 'node:fs/promises';
import { openBallotBox, openRegistrar, openRoll } from '#server/storage/open-store.js';
import { aRound } from '../builders/ballots.js';
import { aFolder, type Folder } from '../builders/folder.js';

let place: Folder;
beforeEach(async () => {
  place = await aFolder();
});
afterEach(() => place.remove());

/** Where the system tells which files a process has open. */
const onLinux = process.platform === 'linux' ? test : test.skip;
const filesOpen = async () => (await readdir('/proc/self/fd')).length;

onLinux.each([
  ['that is no database', 'a letter, and no database at all\n'.repeat(200)],
  ['without its tables', ''],
])('a file %s is refused each time, and not kept open', async (_what, content) => {
  const [round, url] = [aRound(), `sqlite:${place.folder}`];
  for (const name of [`${round}.sqlite`, `${round}.scored.slots.sqlite`]) await writeFile(place.in(name), content);
  await writeFile(place.in('registrar.sqlite'), 'no database '.repeat(200));
  const [roll, box] = [openRoll(url), openBallotBox(url)];
  const before = await filesOpen();
  for (let times = 0; times < 20; times += 1) {
    await expect(roll.collected(round)).rejects.toThrow();
    await expect(box.countByUnit(round, 'scored')).rejects.toThrow();
    await expect(openRegistrar(`sqlite:${place.in('registrar.sqlite')}`)).rejects.toThrow('it is no database');
  }
  expect((await filesOpen()) - before).toBeLessThan(5);
  await Promise.all([roll.close(), box.close()]);
});
