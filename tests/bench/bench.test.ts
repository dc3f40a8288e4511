import { killPrograms, runProgram } from '../builders/program.js';

/** The bench as `npm test` built it just before. */
const bench = (...words: string[]) => runProgram(['dist/scripts/bench.js', ...words], {}).ended();

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

test('a part that there is none of is refused in one line that names those there are', async () => {
  const { code, out, err } = await bench('cast');
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(/^no bench is called cast; there are: publication, collects, casts, .*--small\n$/);
});
