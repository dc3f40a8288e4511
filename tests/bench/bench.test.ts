import { killPrograms, runProgram } from '../builders/program.js';
import { describeOn } from '../store-contract/engines.js';

const MONGO = process.env.MONGO_TEST_URI;
/** The bench as `npm test` built it just before. */
const bench = (...words: string[]) => runProgram(['dist/scripts/bench.js', ...words], MONGO ? { MONGO_TEST_URI: MONGO } : {}).ended();

afterAll(() => killPrograms());

test('the bench measures tally, collects, casts, launch and the first screen, each against its limit, and says of a small run that its figures say nothing', async () => {
  const { code, out, err } = await bench(
    '--small',
    'sqlite',
    'publication',
    'collects',
    'casts',
    'http',
    'launch',
    'office',
    'first-screen',
  );
  const [, table = ''] = out.split('\n\n');
  const figures = table.split('\n').slice(1);
  const measured = (name: string) => figures.filter((line) => line.startsWith(name));
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('so small that the figures say nothing');
  expect(measured('tally to snapshot')).toHaveLength(3);
  expect(measured('collects a second, ')).toHaveLength(4);
  expect(measured('casts a second, 64 at once')).toHaveLength(2);
  expect([measured('collects a second over HTTP'), measured('casts a second over HTTP')].map(({ length }) => length)).toEqual([2, 2]);
  expect(measured('launch')).not.toEqual([]);
  expect([measured('a roster of'), measured('a second start')].map(({ length }) => length)).toEqual([1, 1]);
  expect(measured("the ballot's first screen")).toHaveLength(1);
  for (const line of [...measured('tally to snapshot'), ...measured('collects a second, '), ...measured('casts a second, 64')]) {
    expect(line).toMatch(/ \d+\.\d\d /);
  }
  expect(table).not.toMatch(/NaN|undefined|Infinity/);
}, 240_000);

/** Beside its engine and the processes: a number with its unit, its ratio, the goal and whether it is met, and what it is held against. */
const MET = '(met|MISSED)';
const DASHBOARD = '99 of 100 dashboard reads, 300 a second beside 100 casts';
const held = (kind: string) =>
  [
    `memory of a server, ${kind}, last hour of an open round`,
    1,
    `\\d+ MB +\\d+\\.\\d\\d +at most 1\\.1 +${MET} +after the second hour \\d+ MB`,
  ] as const;
const ON_BOTH = [
  [DASHBOARD, 1, '\\d+\\.\\d ms'],
  [DASHBOARD, 2, `\\d+\\.\\d ms +under 25 ms +${MET}`],
  held('resident'),
  held('live'),
] as const;
const ON_MONGO = [
  ['tally to snapshot, 4,000 ballots', 1, `\\d+\\.\\d{3} s +\\d+\\.\\d\\d +at most 2\\.5 +${MET} +the driver's cursor \\d+\\.\\d{3} s`],
  ['casts a second, 64 at once', 1, `[\\d,]+ +\\d+\\.\\d\\d +3 or more +${MET} +the driver's single inserts [\\d,]+`],
  ['casts a second, 64 at once', 2, `[\\d,]+ +\\d+\\.\\d\\d +the driver's single inserts [\\d,]+`],
] as const;

describe.each([
  { engine: 'sqlite', words: [], figures: ON_BOTH },
  { engine: 'mongo', words: ['publication', 'casts'], figures: [...ON_MONGO, ...ON_BOTH] },
] as const)('the bench', ({ engine, words, figures }) => {
  describeOn(engine, `on ${engine}`, () => {
    test('measures dashboard reads and the memory of a long round too, each figure with its engine and its limit', async () => {
      const { code, out, err } = await bench('--small', engine, 'dashboard', 'long-round', ...words);
      expect([code, err]).toEqual([0, '']);
      const [, table = ''] = out.split('\n\n');
      for (const [name, processes, rest] of figures) expect(table).toMatch(new RegExp(`^${name} +${engine} +${processes} +${rest}$`, 'm'));
      expect(table).not.toMatch(/NaN|undefined|Infinity|not answered/);
    }, 240_000);
  });
});

test('a part that there is none of is refused in one line that names those there are', async () => {
  const { code, out, err } = await bench('cast');
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(/^no bench is called cast; there are: publication, collects, casts, .*--small\n$/);
});
