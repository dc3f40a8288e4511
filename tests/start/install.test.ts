import { spawnSync } from 'node:child_process';
import { chmod, copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aFolder, type Folder } from '../builders/folder.js';

let place: Folder;
beforeEach(async () => {
  place = await aFolder();
  await mkdir(place.in('scripts/setup'), { recursive: true });
  for (const file of await readdir('scripts/setup')) await copyFile(join('scripts/setup', file), place.in(`scripts/setup/${file}`));
  await copyFile('scripts/start.mjs', place.in('scripts/start.mjs'));
  const packages = { type: 'module', dependencies: { express: '1' }, devDependencies: { vite: '1' } };
  await writeFile(place.in('package.json'), JSON.stringify(packages));
  await writeFile(place.in('package-lock.json'), '{}');
  await writeFile(place.in('npm.mjs'), NPM);
});
afterEach(() => place.remove());

/** Stands for npm and for all that it installs: says what it was asked for, and leaves out what npm would. */
const NPM = `
  import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
  if (process.env.NPM_FAILS) {
    console.error('npm error code ' + process.env.NPM_FAILS + '\\nnpm error a long\\nnpm error trace');
    process.exit(1);
  }
  const without = process.env.NODE_ENV === 'production' && !process.argv.includes('--include=dev');
  for (const name of ['express', ...(without ? [] : ['vite'])]) mkdirSync('node_modules/' + name, { recursive: true });
  for (const [folder, name] of [['typescript/bin', 'tsc'], ['@biomejs/biome/bin', 'biome'], ['dependency-cruiser/bin', 'dependency-cruise.mjs']]) {
    mkdirSync('node_modules/' + folder, { recursive: true });
    writeFileSync('node_modules/' + folder + '/' + name, '');
  }
  appendFileSync('asked', process.argv.slice(2).join(' ') + '\\n');
`;

/** A command as it is given first in a fresh clone. */
function command(name: string, environment: Record<string, string> = {}, as = {}) {
  const env = { PATH: process.env.PATH ?? '', npm_execpath: place.in('npm.mjs'), ...environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/start.mjs', name], {
    ...{ cwd: place.folder, env, encoding: 'utf8' },
    ...as,
  });
  return { status, stdout: String(stdout), stderr: String(stderr) };
}
const asked = async () => (await readFile(place.in('asked'), 'utf8')).split('\n').length - 1;
const built = () => readdir(place.in('node_modules')).then((names) => names.includes('vite'));
const INSTALLING = 'candour: installing the packages of the lock file (once, about a minute) ...\n';

test('a first start installs what builds the program, also where NODE_ENV is production', async () => {
  command('types', { NODE_ENV: 'production' });
  expect(await built()).toBe(true);
});

test('what is there is installed once; what was taken out since is installed again', async () => {
  command('types');
  command('types');
  expect(await asked()).toBe(1);
  await rm(place.in('node_modules/vite'), { recursive: true });
  command('types');
  expect([await asked(), await built()]).toEqual([2, true]);
});

test.each([['types'], ['lint'], ['format']])('%s works as the first command of a fresh clone', async (name) => {
  expect(command(name)).toEqual({ status: 0, stdout: INSTALLING, stderr: '' });
});

test('a command whose output is read by others says what takes its time beside it', () => {
  const { stdout, stderr } = command('backup');
  expect([stdout, stderr]).toEqual(['', expect.stringMatching(/^candour: installing .+\ncandour: building the server \.\.\.\n/)]);
});

test.each([
  [
    'ECONNREFUSED',
    /^candour: the packages could not be installed: the npm registry cannot be reached \(ECONNREFUSED\): check .+; then start again\n$/,
  ],
  ['ENOSPC', /^candour: the packages could not be installed: the disk is full: make room; then start again\n$/],
  ['EUSAGE', /^candour: the packages could not be installed: npm says EUSAGE: run "npm ci --include=dev" .+; then start again\n$/],
])('packages that cannot be installed (%s) are one line that says what to do, without the trace of npm', (code, line) => {
  expect(command('types', { NPM_FAILS: code })).toEqual({ status: 1, stdout: INSTALLING, stderr: expect.stringMatching(line) });
});

/** Whoever is root may write everywhere: then somebody else tries, who must be able to run this Node. */
const SOMEBODY_ELSE = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
const canBeTried = process.platform !== 'win32' && spawnSync(process.execPath, ['--version'], SOMEBODY_ELSE).status === 0;
(canBeTried ? test : test.skip)('a program that belongs to another user is one line that says whose to be', async () => {
  await chmod(place.folder, 0o555);
  const line =
    /^candour: this user may not write in \S+: start Candour as the user who owns it, or have that user run "npm run build" here once\n$/;
  expect(command('types', {}, SOMEBODY_ELSE)).toEqual({ status: 1, stdout: '', stderr: expect.stringMatching(line) });
  await chmod(place.folder, 0o755);
});
