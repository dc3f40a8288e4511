import { once } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { aFolder, type Folder } from '../builders/folder.js';
import { killPrograms, runProgram, until } from '../builders/program.js';

let place: Folder;
beforeEach(async () => {
  place = await aFolder();
  await mkdir(place.in('tmp'));
});
afterEach(async () => {
  await killPrograms();
  await place.remove();
});

/** The command as `npm test` built it just before. */
const demo = (options: Record<string, string> = {}) => runProgram(['dist/scripts/demo.js'], { TMPDIR: place.in('tmp'), ...options });

test('a demo with an option that is wrong, or on a port that is taken, leaves nothing', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  expect((await demo({ PORT: 'eighty' }).ended()).err).toMatch(/^PORT must be .+\n$/);
  const { code, err } = await demo({ PORT: String(port) }).ended();
  expect([code, err]).toEqual([1, expect.stringMatching(/^port \d+ is taken: .+\n$/)]);
  expect(await readdir(place.in('tmp'))).toEqual([]);
  other.close();
});

test('a demo that is ended by Ctrl-C, as a terminal and npm send it several times over, leaves nothing', async () => {
  const { child, said, ended } = demo();
  await until(() => said.out.includes('candour: '), 'the first step');
  for (let times = 0; times < 3; times += 1) child.kill('SIGINT');
  expect(await ended()).toMatchObject({ code: 0, err: '' });
  expect(await readdir(place.in('tmp'))).toEqual([]);
});
