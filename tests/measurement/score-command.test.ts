import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runScore } from '../../scripts/score.js';
import { seeded } from './sample-company.js';

const folder = mkdtempSync(join(tmpdir(), 'score-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(text: string | Buffer, ending = 'csv'): string {
  files += 1;
  const path = join(folder, `${files}.${ending}`);
  writeFileSync(path, text);
  return path;
}

const INSTRUMENT = {
  name: 'two signals',
  scale: { min: 1, max: 5 },
  signals: [
    { id: 's', items: [{ id: 's1' }, { id: 's2', reversed: true }] },
    { id: 'w', scale: { min: 0, max: 10 }, items: [{ id: 'w1' }] },
  ],
};
const instrument = file(JSON.stringify(INSTRUMENT), 'json');

async function run(...argv: string[]): Promise<{ code: number; out: string; complaint: string }> {
  let out = '';
  let complaint = '';
  const code = await runScore(argv, {
    out: (text) => {
      out += text;
    },
    complain: (text) => {
      complaint += text;
    },
  });
  return { code, out, complaint };
}

const scored = async (csv: string | Buffer, ...options: string[]) => {
  const { code, out, complaint } = await run('--instrument', instrument, '--responses', file(csv), ...options);
  expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
  return JSON.parse(out);
};
const refused = async (csv: string, ...options: string[]) => {
  const { code, out, complaint } = await run('--instrument', instrument, '--responses', file(csv), ...options);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(complaint.trim().split('\n')).toHaveLength(1);
  return complaint;
};

/** `people` rows of units a, b, ... by turns. */
function answers(people: number, units: number): string {
  const random = seeded(5);
  const rows = Array.from({ length: people }, (_, at) => {
    const x = () => 1 + Math.floor(random() * 5);
    return `${String.fromCharCode(97 + (at % units))},${x()},${x()},${2 * x()}`;
  });
  return `team,s1,s2,w1\n${rows.join('\n')}\n`;
}

describe('npm run score', () => {
  test('scores on 0 to 100 from the file alone, reversed items turned, a signal on its own scale, by hand', async () => {
    const { people, index, signals } = await scored('s1,s2,w1\n1,5,0\n5,1,10\n3,,5\n', '--raw');
    expect(people).toBe(3);
    expect(signals.s).toMatchObject({ n: 3, mean: 50, sd: 50, prevalence: { share: 1 / 3 } });
    expect(signals.w).toMatchObject({ n: 3, mean: 50, sd: 50 });
    expect(index).toMatchObject({ n: 3, mean: 50, sd: 50 });
    expect(signals.s.items.s2).toEqual({ n: 2, mean: 3, sd: Math.sqrt(8) });
  });

  test('an index needs 8 of 11 signals: here both of two', async () => {
    const { index, signals } = await scored('s1,s2,w1\n1,5,\n5,1,10\n', '--raw');
    expect(signals.s.n).toBe(2);
    expect(index).toMatchObject({ n: 1, mean: 100, sd: null, interval: null });
  });

  test.each([
    { name: 'one very wide scale before others', before: 1, max: 100_000 },
    { name: 'many wide ones', before: 20, max: 4000 },
  ])('answers on wide scales go to their own items: $name', async ({ before, max }) => {
    const wide = Array.from({ length: before }, (_, at) => ({ id: `w${at}`, scale: { min: 0, max }, items: [{ id: `w${at}` }] }));
    const signals = [...wide, { id: 's', items: [{ id: 'a' }, { id: 'b', reversed: true }, { id: 'c' }] }];
    const path = file(JSON.stringify({ ...INSTRUMENT, signals }), 'json');
    const rows = [
      [...wide.map(({ id }) => id), 'a', 'b', 'c'],
      [...wide.map(() => max / 4), 1, 1, 5],
      [...wide.map(() => max / 2), 3, 1, 5],
    ];
    const csv = file(rows.map((row) => row.join(',')).join('\n'));
    const { out } = await run('--instrument', path, '--responses', csv, '--raw');
    const { people, signals: scores } = JSON.parse(out);
    expect(people).toBe(2);
    for (const { id } of wide) {
      expect(scores[id]).toMatchObject({ n: 2, mean: 37.5, prevalence: { share: 0 }, items: { [id]: { n: 2, mean: (3 * max) / 8 } } });
    }
    expect(scores.s).toMatchObject({ n: 2, items: { a: { n: 2, mean: 2 }, b: { n: 2, mean: 1 }, c: { n: 2, mean: 5 } } });
    expect(scores.s.mean).toBeCloseTo((200 / 3 + 250 / 3) / 2, 12);
  });

  test('no people: every statistic null, nothing invented', async () => {
    const { people, index, signals } = await scored('s1,s2,w1\n', '--raw');
    expect(people).toBe(0);
    expect(index).toEqual({
      n: 0,
      mean: null,
      sd: null,
      interval: null,
      prevalence: { share: null, interval: null },
      alpha: { value: null, interval: null, n: 0, reason: 'too-few-people' },
      omega: { value: null, n: 0, reason: 'too-few-people' },
      rwg: { mean: null, median: null, groups: 0 },
      icc: { icc1: null, icc2: null, groups: 0 },
      items: {},
    });
    expect(signals.w.alpha).toEqual({ value: null, interval: null, n: 0, reason: 'one-indicator' });
  });

  test('a byte order mark, quotes round line breaks, semicolons and blank lines are read', async () => {
    const plain = await scored('s1,s2,w1,team\n1,5,0,a\n4,2,7,a\n', '--unit', 'team', '--raw');
    expect(await scored('\uFEFFs1;s2;w1;team\r\n1;5;0;a\r\n\r\n"4";2;7;a\r\n', '--unit', 'team', '--raw')).toEqual(plain);
    const broken = await scored('s1,s2,w1,"team\n(all)"\n1,5,0,"a\nb"\n4,2,7,"a\nb"\n', '--unit', 'team\n(all)', '--raw');
    expect(broken.units['a\nb']).toEqual(plain.units.a);
  });

  test('the heading says which delimiter it is, whatever stands between its quotes', async () => {
    const plain = await scored('team,s1,s2,w1\na,1,5,0\na,4,2,7\n', '--unit', 'team', '--raw');
    const rows = 'a;1;5;0\na;4;2;7\n';
    expect(await scored(`"team\n(all)";s1;s2;w1\n${rows}`, '--unit', 'team\n(all)', '--raw')).toEqual(plain);
    expect(await scored(`"team, all";s1;s2;w1\n${rows}`, '--unit', 'team, all', '--raw')).toEqual(plain);
    expect(await scored(`\n\nteam, all;s1;s2;w1\n${rows}`, '--unit', 'team, all', '--raw')).toEqual(plain);
  });

  test('blanks round a value are not part of it, in quotes or not: headings, units, answers, the roll', async () => {
    const roll = ['--unit', 'team', '--roll', file('unit,people\nSales,9\n')];
    const plain = await scored('team,s1,s2,w1\nSales,1,5,0\nSales,4,2,7\n', ...roll, '--raw');
    const blanks = 'team , s1,"s2 "," w1"\n"Sales ",1,"5 ",0\n Sales,4," 2",7\n';
    expect(await scored(blanks, '--unit', 'team', '--roll', file('"unit ",people\n" Sales"," 9 "\n'), '--raw')).toEqual(plain);
    expect(await scored(blanks, ...roll.with(1, ' team'), '--raw')).toEqual(plain);
  });

  test('in a file of one column an empty line is a person who gave no answer; the line break that ends the file is nobody', async () => {
    const one = file(JSON.stringify({ name: 'one', scale: { min: 0, max: 4 }, signals: [{ id: 's', items: [{ id: 's 1, ä' }] }] }), 'json');
    const read = async (csv: string) => JSON.parse((await run('--instrument', one, '--responses', file(csv), '--raw')).out);
    const four = { people: 4, signals: { s: { n: 2, mean: 50 } } };
    expect(await read('\n"s 1, ä"\n4\n\n""\n0\n')).toMatchObject(four);
    expect(await read('"s 1, ä"\r\n4\r\n\r\n \r\n0')).toMatchObject(four);
    const { complaint } = await run('--instrument', one, '--responses', file('"s 1, ä"\n4\n\n9\n'));
    expect(complaint).toMatch(/row 4, column s 1, ä: 9 is off the scale/);
  });

  test('with a roll 1 - n/N narrows the interval; without it it is left out', async () => {
    const csv = answers(30, 1);
    const width = ({ index }: { index: { interval: [number, number] } }) => index.interval[1] - index.interval[0];
    const open = width(await scored(csv, '--unit', 'team', '--raw'));
    const known = width(await scored(csv, '--unit', 'team', '--raw', '--roll', file('people,unit\n40,a\n')));
    expect(known / open).toBeCloseTo(Math.sqrt(1 - 30 / 40), 10);
    const all = await scored(csv, '--unit', 'team', '--raw', '--roll', file('unit,people\na,30\n'));
    expect(all.index.interval).toEqual([all.index.mean, all.index.mean]);
  });

  test('a roll without --unit is that of the whole', async () => {
    const csv = answers(30, 1);
    const { units, ...whole } = await scored(csv, '--unit', 'team', '--raw', '--roll', file('unit,people\na,40\n'));
    expect(units.a.people).toBe(30);
    const withoutUnits = csv.replaceAll(/^[^,]+,/gm, '');
    expect(await scored(withoutUnits, '--raw', '--roll', file('unit,people\na,25\nb,15\n'))).toEqual(whole);
  });

  test('without --raw only released cells leave, coarse and with bands', async () => {
    const { people, index, units, signals } = await scored(answers(60, 3), '--unit', 'team');
    expect(people).toBe('50+');
    expect(index).toMatchObject({ shown: true, base: 1, respondents: '50+', prevalence: { shown: true } });
    expect(Number.isInteger(index.mean)).toBe(true);
    expect(index).not.toHaveProperty('sd');
    expect(index).not.toHaveProperty('n');
    expect(signals.w.base).toBe(1);
    expect(units.a).toMatchObject({ people: '20-49', index: { shown: true, base: 1 }, signals: { w: { shown: true, base: 5 } } });
    const share = units.a.signals.s.prevalence.share;
    expect(share * 10).toBeCloseTo(Math.round(share * 10), 10);
  });

  test('people is the band of all rows, also of those without an index', async () => {
    const csv = `${answers(18, 1)}${'a,1,5,\n'.repeat(6)}`;
    const raw = await scored(csv, '--unit', 'team', '--raw');
    expect([raw.people, raw.index.n]).toEqual([24, 18]);
    const { people, index, units } = await scored(csv, '--unit', 'team');
    expect([people, units.a.people, index.respondents]).toEqual(['20-49', '20-49', '10-19']);
  });

  test('a unit of which signals alone are shown has its band', async () => {
    const { units } = await scored(`${answers(24, 1)}${'z,1,1,\n'.repeat(12)}`, '--unit', 'team');
    expect(units.z).toMatchObject({ people: '10-19', index: { shown: false }, signals: { s: { shown: true }, w: { shown: false } } });
  });

  test('a small unit hides, and the smallest other with it; both look like any hidden one', async () => {
    const few = `${answers(40, 2)}z,1,1,1\nz,1,1,1\n`;
    const { units } = await scored(few, '--unit', 'team');
    expect(units.z).toEqual({ people: null, index: { shown: false }, signals: { s: { shown: false }, w: { shown: false } } });
    expect(units.a).toEqual(units.z);
    expect(units.b.index.shown).toBe(true);
  });

  test('under K people nothing is shown; a higher K hides more', async () => {
    const four = await scored(answers(4, 1), '--unit', 'team');
    const hidden = { people: null, index: { shown: false }, signals: { s: { shown: false }, w: { shown: false } } };
    expect(four).toEqual({ ...hidden, units: { a: hidden } });
    const seven = answers(7, 1);
    expect((await scored(seven, '--unit', 'team')).index.shown).toBe(true);
    expect((await scored(seven, '--unit', 'team', '--k', '8')).index.shown).toBe(false);
  });

  test('units named like properties of every object are units', async () => {
    const rows = Array.from({ length: 6 }, () => '__proto__,1,5,0').join('\n');
    const { out } = await run('--instrument', instrument, '--responses', file(`team,s1,s2,w1\n${rows}\n`), '--unit', 'team', '--raw');
    expect(out).toContain('"__proto__":{"people":6');
  });

  test('a unit named like a property of every object is released like any other', async () => {
    const [csv, called] = [answers(60, 3), (text: string) => text.replaceAll(/^b,/gm, 'constructor,').replaceAll(/^c,/gm, '__proto__,')];
    const plain = await scored(csv, '--unit', 'team');
    const { units, ...whole } = await scored(called(csv), '--unit', 'team');
    expect({ ...whole, units: Object.values(units) }).toEqual({ ...plain, units: Object.values(plain.units) });
    expect(plain.units.b.index.shown).toBe(true);
  });

  test('nor does it matter that an item and a signal are called so as well', async () => {
    const [csv, called] = [answers(60, 3), (text: string) => text.replaceAll('s1', '__proto__').replaceAll(/^c,/gm, '__proto__,')];
    const path = file(JSON.stringify(INSTRUMENT).replace('"s"', '"__proto__"').replace('"s1"', '"__proto__"'), 'json');
    const plain = await run('--instrument', instrument, '--responses', file(csv), '--unit', 'team');
    const { out } = await run('--instrument', path, '--responses', file(called(csv)), '--unit', 'team');
    expect(out).toBe(plain.out.replaceAll(/"(s|s1|c)":/g, '"__proto__":'));
  });

  test('people who name no unit count in the whole alone', async () => {
    const { people, units } = await scored('team,s1,s2,w1\na,1,5,0\n,5,1,10\na,3,3,5\n', '--unit', 'team', '--raw');
    expect([people, Object.keys(units), units.a.people]).toEqual([3, ['a'], 2]);
  });

  test('with a roll nobody may name no unit, for they would count beside it', async () => {
    const csv = 'team,s1,s2,w1\na,1,5,0\n,5,1,10\n';
    expect(await refused(csv, '--unit', 'team', '--roll', file('unit,people\na,2\n'))).toMatch(
      /row 3, column team: the cell is empty and names no unit of the roll; fill it in, or leave --roll out\n$/,
    );
  });

  test('an answer off its scale is told with row and column, as a spreadsheet counts', async () => {
    expect(await refused('s1,s2,w1\n1,2,3\n1,6,3\n')).toMatch(/row 3, column s2: 6 is off the scale 1 to 5/);
    expect(await refused('s1,s2,w1\n1,2,11\n')).toMatch(/row 2, column w1: 11 is off the scale 0 to 10/);
    expect(await refused('team,s1,s2,w1\n"a\nb",1,2,3\na,1,two,3\n', '--unit', 'team')).toMatch(
      /row 3, column s2: "two" is no whole number/,
    );
    expect(await refused('s1,s2,w1\n"1\n2",2,3\n')).toMatch(/row 2, column s1: "1 2" is no whole number/);
    expect(await refused('s1,s2,w1\n1,5,0\n\n\n2,9,0\n')).toMatch(/row 5, column s2: 9 is off the scale/);
    expect(await refused('s1,s2,w1\n1,2.5,3\n')).toMatch(/row 2, column s2: "2.5" is no whole number/);
  });

  test('columns that are unknown, absent or there twice are told', async () => {
    expect(await refused('s1,s2,w1,age\n1,2,3,50\n')).toMatch(/row 1, column 4: "age" is no item/);
    expect(await refused('s1,s2\n1,2\n')).toMatch(/no column for item "w1"/);
    expect(await refused('s1,s2,w1,s1\n1,2,3,4\n')).toMatch(/row 1: column "s1" stands twice/);
    expect(await refused('s1,s2,w1\n1,2,3\n', '--unit', 'team')).toMatch(/no column "team"/);
    expect(await refused('s1,s2,w1\n1,2,3\n', '--unit', 's1')).toMatch(/row 1: --unit s1 names an item/);
    expect(await refused('\ns1,s2\n1,2\n')).toMatch(/row 2: there is no column for item "w1"/);
  });

  test('broken tables are told: short rows, open quotes, nothing at all', async () => {
    expect(await refused('s1,s2,w1\n1,2\n')).toMatch(/row 2: 2 cells where the heading has 3/);
    expect(await refused('s1,s2,w1\n1,"2,3\n')).toMatch(/row 2: .*[Qq]uote/);
    expect(await refused('')).toMatch(/is empty/);
  });

  test('units in another encoding than UTF-8 are told, for two of them could become one', async () => {
    const latin = file(Buffer.from('team,s1,s2,w1\nKöln,1,2,3\nKäln,1,2,3\n', 'latin1'));
    const { code, complaint } = await run('--instrument', instrument, '--responses', latin, '--unit', 'team');
    expect([code, complaint]).toEqual([
      1,
      expect.stringMatching(/row 2, column team: "K.ln" is not in UTF-8; save the file as CSV UTF-8\n$/),
    ]);
  });

  test('a roll is checked like the answers', async () => {
    const csv = answers(10, 2);
    const unit = ['--unit', 'team', '--roll'];
    expect(await refused(csv, ...unit, file('unit,people\na,10\n'))).toMatch(/row 3, column team: "b" is not in the roll/);
    expect(await refused(csv, ...unit, file('unit,people\na,10\na,11\n'))).toMatch(/row 3, column unit: "a" stands twice/);
    expect(await refused(csv, ...unit, file('unit,people\na,ten\n'))).toMatch(/row 2, column people: "ten" is no number/);
    expect(await refused(csv, ...unit, file('unit\na\n'))).toMatch(/columns must be unit and people/);
    expect(await refused(csv, ...unit, file('unit,people\n'))).toMatch(/has no units/);
  });

  test('options and files are told: unknown, missing, K out of range, no JSON, no instrument', async () => {
    const responses = file(answers(10, 1));
    expect((await run('--instrument', instrument)).complaint).toMatch(/--responses are needed/);
    expect((await run('--colour')).complaint).toMatch(/--colour/);
    expect((await run('--instrument', instrument, '--responses', responses, '--k', '3')).complaint).toMatch(/--k 3/);
    expect((await run('--instrument', join(folder, 'none.json'), '--responses', responses)).complaint).toMatch(/none.json cannot be read/);
    expect((await run('--instrument', instrument, '--responses', join(folder, 'none.csv'))).complaint).toMatch(/none.csv cannot be read/);
    expect((await run('--instrument', file('{', 'json'), '--responses', responses)).complaint).toMatch(/is no JSON/);
    const twice = { ...INSTRUMENT, signals: [...INSTRUMENT.signals, ...INSTRUMENT.signals] };
    expect((await run('--instrument', file(JSON.stringify(twice), 'json'), '--responses', responses)).complaint).toMatch(
      /signal s stands twice/,
    );
    const endless = { ...INSTRUMENT, scale: { min: 1, max: 3_000_000_000 } };
    expect((await run('--instrument', file(JSON.stringify(endless), 'json'), '--responses', responses)).complaint).toMatch(
      /: scale\.max: a scale may have at most 1,000,000 steps from min to max\n$/,
    );
  });

  test('a key of the instrument that would be passed over is told, misspelt or in the wrong place; one that describes is not', async () => {
    const told = async (signal: object, item: object) => {
      const written = {
        ...INSTRUMENT,
        scale: { min: 0, max: 10 },
        signals: [{ id: 's', ...signal, items: [{ id: 's1' }, { id: 's2', ...item }, { id: 'w1' }] }],
      };
      return (await run('--instrument', file(JSON.stringify(written), 'json'), '--responses', file(answers(9, 1)), '--unit', 'team'))
        .complaint;
    };
    expect(await told({}, { reverse: true })).toMatch(
      /^\S+json: signals\.0\.items\.1: "reverse" is no key of this place, which has id, reversed, mayNotArise; correct it or take it out\n$/,
    );
    expect(await told({}, { Reversed: true })).toMatch(/"Reversed" is no key/);
    expect(await told({}, { scale: { min: 0, max: 10 } })).toMatch(/"scale" is no key/);
    expect(await told({ sclae: { min: 0, max: 10 } }, {})).toMatch(
      /: signals\.0: "sclae" is no key of this place, which has id, scale, items;/,
    );
    expect(await told({ reversed: true }, {})).toMatch(/"reversed" is no key/);
    const words = { name: 'n', title: 't', text: 't', description: 'd', label: 'l', version: 1, note: 'n', en: 'e' };
    expect(await told({ ...words, scale: { min: 0, max: 10, ...words } }, words)).toBe('');
  });

  test('rows are streamed: a heap that could not hold them is enough, with units too', () => {
    const rows = Array.from({ length: 300_000 }, (_, at) => `u${at % 40},${1 + (at % 5)},${1 + (at % 3)},${at % 11}\n`);
    const responses = file(`team,s1,s2,w1\n${rows.join('')}`);
    const options = ['--instrument', instrument, '--responses', responses, '--unit', 'team', '--raw'];
    const { stdout, stderr } = spawnSync(process.execPath, ['--max-old-space-size=24', 'dist/scripts/score.js', ...options], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    const { people, units } = JSON.parse(stdout);
    expect([people, units.u7.people]).toEqual([300_000, 7500]);
  });

  test('a reader who goes away ends it without a word', () => {
    const units = Array.from({ length: 200 }, (_, unit) => `${unit},1,5,0\n`).join('');
    const options = ['--instrument', instrument, '--responses', file(`team,s1,s2,w1\n${units}`), '--unit', 'team', '--raw'];
    const line = ['-c', '"$0" dist/scripts/score.js "$@" | head -c 10', process.execPath, ...options];
    const { stdout, stderr } = spawnSync('sh', line, { encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: '{"people":', stderr: '' });
  });
});
