#!/usr/bin/env node
// The one way in: makes a fresh clone ready (installs, builds what is stale), then runs a command. Plain JavaScript, because it runs before anything is built.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildWhenStale } from './setup/build.mjs';
import { dev } from './setup/dev.mjs';
import { installWhenNeeded } from './setup/install.mjs';
import { testOnNode24 } from './setup/node24.mjs';
import { fail, root, run } from './setup/run.mjs';

const NEEDS = [20, 19];

/** What each command needs to be built, and what it runs. */
const COMMANDS = {
  start: { client: true, go: () => compiled('server/src/main.js') },
  demo: { client: true, go: (args) => compiled('scripts/demo.js', args) },
  dev: { client: false, go: dev },
  build: { client: true, go: () => 0 },
  score: { client: false, quiet: true, go: (args) => compiled('scripts/score.js', args) },
  bench: { client: true, go: bench },
  account: { client: false, quiet: true, go: (args) => compiled('scripts/account.js', args) },
  backup: { client: false, quiet: true, go: (args) => compiled('scripts/backup.js', args) },
  restore: { client: false, quiet: true, go: (args) => compiled('scripts/restore.js', args) },
  check: { client: false, go: check },
  test: { client: true, go: test },
  'test:node24': { client: false, go: testOnNode24 },
};

const [name = 'start', ...args] = process.argv.slice(2);
const command = COMMANDS[name];
if (!command) fail(`there is no command "${name}"; there are: ${Object.keys(COMMANDS).join(', ')}`);
checkNode();
await installWhenNeeded({ quiet: command.quiet ?? false });
if (name !== 'check') await buildWhenStale({ client: command.client, quiet: command.quiet ?? false });
process.exitCode = await command.go(args);

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < NEEDS[0] || (major === NEEDS[0] && minor < NEEDS[1])) {
    fail(
      `Node ${process.versions.node} is too old; install Node ${NEEDS.join('.')} or newer (22 or 24 are kept up to date) and start again`,
    );
  }
}

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

async function check() {
  const types = await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b']);
  const lint = await run(process.execPath, [join(root, 'node_modules/@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.']);
  const boundaries = await run(process.execPath, [
    join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
    '--config',
    '.dependency-cruiser.cjs',
    ...['shared/src', 'server/src', 'client/src', 'scripts'],
  ]);
  return types || lint || boundaries;
}

/** Types, lint and boundaries first: they take seconds. Then every test, or those that the arguments name. */
async function test(args) {
  const checked = args.length === 0 ? await check() : 0;
  if (checked) return checked;
  const env = { ...process.env, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings`.trim() };
  return run(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), ...args], { env });
}
