#!/usr/bin/env node
// The one way in: makes a fresh clone ready (installs, builds what is stale), then runs a command. Plain JavaScript, because it runs before anything is built.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildWhenStale } from './setup/build.mjs';
import { dev } from './setup/dev.mjs';
import { installWhenNeeded } from './setup/install.mjs';
import { canRunOn } from './setup/node-version.mjs';
import { testOnNode24 } from './setup/node24.mjs';
import { fail, root, run } from './setup/run.mjs';

/** What each command needs to be built, and what it runs. */
const COMMANDS = {
  start: { parts: ['server', 'client'], go: () => compiled('server/src/main.js') },
  demo: { parts: ['server', 'client'], go: (args) => compiled('scripts/demo.js', args) },
  dev: { parts: ['server'], go: dev },
  build: { parts: ['server', 'client'], go: () => 0 },
  score: { parts: ['server'], quiet: true, go: (args) => compiled('scripts/score.js', args) },
  bench: { parts: ['server', 'client'], go: bench },
  account: { parts: ['server'], quiet: true, go: (args) => compiled('scripts/account.js', args) },
  backup: { parts: ['server'], quiet: true, go: (args) => compiled('scripts/backup.js', args) },
  restore: { parts: ['server'], quiet: true, go: (args) => compiled('scripts/restore.js', args) },
  check: { parts: [], go: async () => (await types()) || (await lint()) },
  types: { parts: [], go: types },
  lint: { parts: [], go: lint },
  format: { parts: [], go: () => biome('--write') },
  simulate: { parts: ['server'], go: simulate },
  test: { parts: ['server', 'client'], go: test },
  'test:node24': { parts: ['server'], go: testOnNode24 },
};

const [name = 'start', ...args] = process.argv.slice(2);
const command = COMMANDS[name];
if (!command) fail(`there is no command "${name}"; there are: ${Object.keys(COMMANDS).join(', ')}`);
if (!canRunOn(process.versions.node))
  fail(`Candour cannot be built on Node ${process.versions.node}: install Node 24 or 22 (from 22.12 on; 20 from 20.19 on) and start again`);
const { parts, quiet = false } = command;
await installWhenNeeded({ quiet });
await buildWhenStale(parts, { quiet });
process.exitCode = await command.go(args);

function compiled(file, args = []) {
  const path = join(root, 'dist', file);
  if (!existsSync(path)) fail(`${file} was not built; remove the folder dist and start again`);
  return run(process.execPath, ['--enable-source-maps', path, ...args]);
}

/** With a MongoDB server where one can be had; without one its figures are left out. */
async function bench(args) {
  const { findMongo } = await import('./setup/find-mongo.mjs');
  const { uri = '', missing = '', stop } = await findMongo();
  Object.assign(process.env, { MONGO_TEST_URI: uri, MONGO_MISSING: missing });
  return compiled('scripts/bench.js', args).finally(stop ?? (() => {}));
}

function types() {
  return run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b']);
}

async function lint() {
  const style = await biome('--error-on-warnings');
  const boundaries = await run(process.execPath, [
    join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
    '--config',
    '.dependency-cruiser.cjs',
    ...['shared/src', 'server/src', 'client/src', 'scripts'],
  ]);
  return style || boundaries;
}

function biome(how) {
  return run(process.execPath, [join(root, 'node_modules/@biomejs/biome/bin/biome'), 'check', how, '.']);
}

function simulate(args) {
  return run(process.execPath, ['--import', './tests/processes/typescript.mjs', 'tests/simulation/run.ts', ...args]);
}

/** Types, lint and boundaries first: they take seconds. Then every test, or those that the arguments name. */
async function test(args) {
  const checked = args.length === 0 ? await COMMANDS.check.go() : 0;
  if (checked) return checked;
  const env = { ...process.env, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings`.trim() };
  return run(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), ...args], { env });
}
