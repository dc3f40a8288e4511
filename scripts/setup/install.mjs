import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, refuseForeign, root, runUnheard, say } from './run.mjs';

const stamp = join(root, 'node_modules', '.candour-installed');

/** A registry that cannot be reached is given up within half a minute, not after several. */
const SOON = ['--fetch-retries=2', '--fetch-retry-maxtimeout=10000'];
const UNREACHED = /ENOTFOUND|EAI_AGAIN|ECONN\w+|E?TIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|CERT/;

/** Installs exactly what the lock file names, unless that is what is there. */
export async function installWhenNeeded({ quiet }) {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock && whatBuildsIsThere()) return;
  refuseForeign(root, join(root, 'node_modules'));
  say('installing the packages of the lock file (once, about a minute)', { quiet });
  // Under npm its own script is known; run by that, no shell is needed on any system.
  const npm = process.env.npm_execpath;
  // What builds is among the packages for development, which npm leaves out where NODE_ENV is production.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel', 'error', ...SOON];
  const { code, said } = npm ? await runUnheard(process.execPath, [npm, ...args]) : await runUnheard('npm', args);
  if (code !== 0) fail(`the packages could not be installed: ${remedyFor(said)}; then start again`);
  writeFileSync(stamp, lock);
}

/** By the code that npm gives. Its own words are many: who wants them runs it by hand. */
function remedyFor(said) {
  const [, code = ''] = /^npm (?:error|ERR!) code (\w+)/m.exec(said) ?? [];
  const byHand = 'run "npm ci --include=dev" to read all that npm says';
  if (UNREACHED.test(code))
    return `the npm registry cannot be reached (${code}): check network, proxy and "npm config get registry", or ${byHand}`;
  if (code === 'ENOSPC') return 'the disk is full: make room';
  if (code === 'EACCES' || code === 'EPERM')
    return `npm may not write (${code}) where it keeps files: give this user the right to its cache ("npm config get cache"), or ${byHand}`;
  return code === '' ? byHand : `npm says ${code}: ${byHand}`;
}

/** Packages for development are taken out again by whoever prunes an installation, and the stamp stays. */
function whatBuildsIsThere() {
  const { devDependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.keys(devDependencies).every((name) => existsSync(join(root, 'node_modules', name)));
}
