import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aFolder, type Folder } from '../builders/folder.js';

let place: Folder;
beforeEach(async () => {
  place = await aFolder();
  await mkdir(place.in('scripts/setup'), { recursive: true });
  for (const file of ['install.mjs', 'run.mjs']) await copyFile(join('scripts/setup', file), place.in(`scripts/setup/${file}`));
  await writeFile(
    place.in('package.json'),
    JSON.stringify({ type: 'module', dependencies: { express: '1' }, devDependencies: { vite: '1' } }),
  );
  await writeFile(place.in('package-lock.json'), '{}');
  await writeFile(place.in('npm.mjs'), NPM);
});
afterEach(() => place.remove());

/** Stands for npm: says what it was asked for, and leaves out what npm would. */
const NPM = `
  import { appendFileSync, mkdirSync } from 'node:fs';
  const without = process.env.NODE_ENV === 'production' && !process.argv.includes('--include=dev');
  for (const name of ['express', ...(without ? [] : ['vite'])]) mkdirSync('node_modules/' + name, { recursive: true });
  appendFileSync('asked', process.argv.slice(2).join(' ') + '\\n');
`;

/** As `npm start` begins: the packages, and whether what builds is among them. */
async function install(environment: Record<string, string> = {}) {
  const env = { PATH: process.env.PATH ?? '', npm_execpath: place.in('npm.mjs'), ...environment };
  const script = `import { installWhenNeeded } from './scripts/setup/install.mjs'; await installWhenNeeded({ quiet: false });`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: place.folder,
    env,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return (await readFile(place.in('asked'), 'utf8')).split('\n').length - 1;
}
const built = () => readFile(place.in('node_modules/vite'), 'utf8').catch(({ code }) => code === 'EISDIR');

test('a first start installs what builds the program, also where NODE_ENV is production', async () => {
  await install({ NODE_ENV: 'production' });
  expect(await built()).toBe(true);
});

test('what is there is installed once; what was taken out since is installed again', async () => {
  expect(await install()).toBe(1);
  expect(await install()).toBe(1);
  await rm(place.in('node_modules/vite'), { recursive: true });
  expect(await install()).toBe(2);
  expect(await built()).toBe(true);
});
