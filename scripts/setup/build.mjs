import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, refuseForeign, root, run, say } from './run.mjs';

const PARTS = {
  server: { sources: ['shared', 'server', 'scripts', 'tsconfig.base.json', 'package-lock.json'], build: buildServer },
  client: { sources: ['shared', 'client', 'package-lock.json'], build: buildClient },
};

/** Builds the parts whose sources differ from those of the last build. */
export async function buildWhenStale(parts, { quiet }) {
  for (const name of parts) {
    const { sources, build } = PARTS[name];
    const stamp = join(root, 'dist', `.built-${name}`);
    const state = fingerprint(sources);
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) continue;
    refuseForeign(join(root, 'dist'));
    say(`building the ${name}`, { quiet });
    mkdirSync(join(root, 'dist'), { recursive: true });
    if ((await build(quiet)) !== 0) fail(`the ${name} could not be built; the lines above say why`);
    writeFileSync(stamp, state);
  }
}

async function buildServer(quiet) {
  // Compiled files keep their places, so `#shared/...` means the same there; nothing else of package.json does.
  writeFileSync(
    join(root, 'dist', 'package.json'),
    JSON.stringify({ type: 'module', imports: { '#shared/*': './shared/src/*', '#server/*': './server/src/*' } }),
  );
  return run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', 'shared', 'server', 'scripts'], output(quiet));
}

async function buildClient(quiet) {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const build = [vite, 'build', '--config', 'client/vite.config.ts', '--logLevel', 'warn'];
  // The ballot page is a build of its own, beside the office.
  return (await run(process.execPath, build, output(quiet))) || run(process.execPath, [...build, '--mode', 'ballot'], output(quiet));
}

/** What the compiler says goes where `say` goes. */
function output(quiet) {
  return quiet ? { stdio: ['ignore', process.stderr, 'inherit'] } : {};
}

/** Names, sizes and times of all sources: cheap, and changed by every edit. */
function fingerprint(sources) {
  const hash = createHash('sha256');
  for (const source of sources) for (const file of filesIn(join(root, source))) hash.update(file);
  return hash.digest('hex');
}

function* filesIn(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return;
  if (!stat.isDirectory()) yield `${path} ${stat.size} ${stat.mtimeMs}\n`;
  else for (const name of readdirSync(path).sort()) if (name !== 'node_modules') yield* filesIn(join(path, name));
}
