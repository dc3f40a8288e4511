import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, root, run } from './run.mjs';

const stamp = join(root, 'node_modules', '.candour-installed');

/** Installs exactly what the lock file names, unless that is what is there. */
export async function installWhenNeeded({ quiet }) {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock && whatBuildsIsThere()) return;
  if (!quiet) console.log('candour: installing the packages of the lock file (once, about a minute) ...');
  // Under npm its own script is known; run by that, no shell is needed on any system.
  const npm = process.env.npm_execpath;
  // What builds is among the packages for development, which npm leaves out where NODE_ENV is production.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel', 'error'];
  const output = quiet ? { stdio: ['ignore', 'ignore', 'inherit'] } : {};
  const code = npm ? await run(process.execPath, [npm, ...args], output) : await run('npm', args, output);
  if (code !== 0) fail('the packages could not be installed; check that the npm registry can be reached (npm ping), then start again');
  writeFileSync(stamp, lock);
}

/** Packages for development are taken out again by whoever prunes an installation, and the stamp stays. */
function whatBuildsIsThere() {
  const { devDependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.keys(devDependencies).every((name) => existsSync(join(root, 'node_modules', name)));
}
