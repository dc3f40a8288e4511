import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fail, root, run } from './run.mjs';

const MAJOR = 24;
/** What an engine or a runtime could change; pages and statistics are the same on both. */
const SUITES = ['store-contract', 'api', 'simulation'];
/** Demands that what runs is that Node, and the SQLite that of its own. */
const DEMAND = 'tests/start/sqlite-module';

/** Runs the suites that stand on the stores, or those that are named, on Node 24 from the npm registry. */
export async function testOnNode24(args) {
  const node = process.versions.node.startsWith(`${MAJOR}.`) ? process.execPath : await fetchNode();
  const patterns = (args.length > 0 ? args : SUITES).map((suite) => `tests/${suite}/`);
  const env = {
    ...process.env,
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings`.trim(),
    EXPECT_NODE: String(MAJOR),
  };
  return run(node, [join(root, 'node_modules/jest/bin/jest.js'), '--testPathPatterns', ...patterns, DEMAND], { env });
}

/** Where npm keeps it: fetched once, about 50 MB. The path itself is then run, so that processes which tests start are on it too. */
async function fetchNode() {
  const ask = ['exec', '--yes', '--prefer-offline', '--fetch-retries=1', '--fetch-timeout=30000', `--package=node@${MAJOR}`];
  const line = [...ask, '--', 'node', '--print', 'process.execPath'];
  const npm = process.env.npm_execpath;
  try {
    const { stdout } = await promisify(execFile)(npm ? process.execPath : 'npm', npm ? [npm, ...line] : line, { cwd: root });
    return stdout.trim();
  } catch {
    return fail(`Node ${MAJOR} could not be fetched; check that the npm registry can be reached (npm ping), then start again`);
  }
}
