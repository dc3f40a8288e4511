import { killPrograms, runProgram } from '../builders/program.js';
import { describeOn } from './engines.js';

/** A suite that is quick, and runs the same tests on each engine. */
const SUITE = 'tests/store-contract/round-keys.test.ts';
const NOWHERE = 'mongodb://127.0.0.1:9/';
/** No MongoDB of this machine is found: none on the PATH, and of this version none was downloaded. */
const NO_MONGO = { PATH: '', MONGOMS_VERSION: '0.0.1' };

afterEach(killPrograms);

/** As `npm test` runs a suite, with these options and no others. */
async function run(options: Record<string, string>) {
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
  const { code, out, err } = await runProgram([...jest, '--runTestsByPath', SUITE], { ...NO_MONGO, ...options }).ended();
  return { code, last: out.trimEnd().split('\n').slice(-2), out, err };
}

test.each([
  ['sqlite,mongo', NOWHERE, 'STORE_ENGINES asks for mongo: MONGO_TEST_URI names no server that answers'],
  [
    'mongo',
    '',
    'STORE_ENGINES asks for mongo: there is no mongod here: set MONGO_TEST_URI to a server, or install mongod, or set MONGOMS_DOWNLOAD=1',
  ],
  ['sqlite,postgres', '', 'STORE_ENGINES names "postgres"; there are: sqlite, mongo'],
])('an engine that is asked for and cannot run ends the run before any test, in a line that says why: %s', async (engines, uri, line) => {
  const { code, out, err } = await run({ STORE_ENGINES: engines, MONGO_TEST_URI: uri });
  expect([code, out]).toEqual([1, '']);
  expect(err.split('\n')[0]).toMatch(new RegExp(`, reason: ${line}$`));
});

test.each([
  ['that none is here', '', 'there is no mongod here: set MONGO_TEST_URI to a server, or install mongod, or set MONGOMS_DOWNLOAD=1'],
  ['that the named one is away', NOWHERE, 'MONGO_TEST_URI names no server that answers'],
])('where MongoDB is not asked for its suites are skipped, and the last lines say so: %s', async (_why, uri, why) => {
  const { code, last } = await run({ MONGO_TEST_URI: uri });
  const [, tests] = /^store engines: mongo did not run, sqlite ran ([1-9]\d*) tests \(/.exec(last[0] ?? '') ?? [];
  expect([code, ...last]).toEqual([
    0,
    `store engines: mongo did not run, sqlite ran ${tests} tests (no mongo: ${why})`,
    `${tests} passed, 0 failed, ${tests} skipped`,
  ]);
});

describeOn('mongo', 'where there is a server: the choice of engines on mongo', () => {
  const MONGO_TEST_URI = process.env.MONGO_TEST_URI ?? '';

  test('both run, also where none is asked for, and the last lines say with how many tests', async () => {
    for (const asked of [{}, { STORE_ENGINES: 'sqlite,mongo' }]) {
      const { code, last } = await run({ ...asked, MONGO_TEST_URI });
      const [, tests] = /^store engines: mongo ran ([1-9]\d*) tests/.exec(last[0] ?? '') ?? [];
      expect([code, ...last]).toEqual([
        0,
        `store engines: mongo ran ${tests} tests, sqlite ran ${tests} tests`,
        `${2 * Number(tests)} passed, 0 failed, 0 skipped`,
      ]);
    }
  });

  test('one that is asked for alone runs alone', async () => {
    expect((await run({ STORE_ENGINES: 'mongo', MONGO_TEST_URI })).last[0]).toMatch(
      /^store engines: mongo ran [1-9]\d* tests, sqlite did not run$/,
    );
    const alone = (await run({ STORE_ENGINES: 'sqlite', MONGO_TEST_URI })).last[0];
    expect(alone).toMatch(/^store engines: mongo did not run, sqlite ran [1-9]\d* tests \(no mongo: STORE_ENGINES does not name it\)$/);
  });
});
