import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChartConfiguration } from 'chart.js';
import { answerBars, lettersIn, pieceOf } from '../../client/src/charts/answer-bars.js';
import { heatMatrix } from '../../client/src/charts/heat-matrix.js';
import { linesOf } from '../../client/src/charts/lines.js';
import { type RoundPoint, roundsLine, runsOf, topOf } from '../../client/src/charts/rounds-line.js';
import { FIRST_HIGH_STEP, HEAT_STEPS, heatRange, heatStep } from '../../client/src/charts/scale.js';
import { inTwoLines, type SignalBar, signalBars } from '../../client/src/charts/signal-bars.js';
import { THEME } from './results.js';

const bar = (rest: Partial<SignalBar> = {}): SignalBar => ({
  label: 'Silence',
  mean: 40,
  interval: [38, 43],
  value: '40',
  mark: null,
  ...rest,
});
const round = (rest: Partial<RoundPoint> = {}): RoundPoint => ({
  title: 'Spring',
  day: '1 May',
  mean: 34,
  interval: [32, 36],
  value: '34',
  form: 'core',
  joined: true,
  ...rest,
});

describe('signals as bars', () => {
  test('every bar has the interval that was released', () => {
    expect(signalBars([bar()], THEME).data.datasets[0]?.data).toEqual([{ x: 40, xMin: 38, xMax: 43 }]);
  });

  test('without an interval there is no whisker, not one of no length; a hidden signal has no bar', () => {
    const chart = signalBars([bar({ interval: null }), bar({ mean: null, interval: null, value: 'hidden' })], THEME);
    expect(chart.data.datasets[0]?.data).toEqual([{ x: 40 }, { x: 0 }]);
  });

  test('the axis is the whole scale, so that no difference looks larger than it is', () => {
    expect(signalBars([bar()], THEME).options?.scales?.x).toMatchObject({ min: 0, max: 100 });
  });

  test('a long name breaks at the space nearest its middle', () => {
    expect(inTwoLines('Finding someone to blame')).toEqual(['Finding someone', 'to blame']);
    expect(inTwoLines('Silence')).toBe('Silence');
  });
});

describe('answers to statements', () => {
  const answers = [30, 40, 20, 10, 10].map((percent) => ({ percent, value: `${percent}` }));

  test('pieces fill the bar though shares were rounded one by one', () => {
    const chart = answerBars([{ label: 'A', answers }], ['1', '2', '3', '4', '5'], 'hidden', THEME);
    const pieces = chart.data.datasets.map(({ data }) => Number(data[0]));
    expect(pieces.reduce((sum, piece) => sum + piece, 0)).toBeCloseTo(100);
    expect(pieces[0]).toBeCloseTo((100 * 30) / 110);
  });

  test('hidden answers leave the bar empty', () => {
    expect(pieceOf({ label: 'A', answers: null }, 0)).toBe(0);
  });
});

describe('the index over rounds', () => {
  test('the line breaks where the questions changed and where nothing was shown', () => {
    const rounds = [round({ joined: false }), round(), round({ form: 'pulse', joined: false }), round({ mean: null }), round(), round()];
    expect(runsOf(rounds)).toEqual([[0, 1], [2], [4, 5]]);
    expect(roundsLine(rounds, THEME).data.datasets).toHaveLength(3);
  });

  test('a round without an interval has no whisker, not one of no length', () => {
    expect(roundsLine([round({ interval: null })], THEME).data.datasets[0]?.data).toEqual([{ x: 0, y: 34 }]);
  });

  test('the axis starts at 0 and holds every interval', () => {
    expect(roundsLine([round()], THEME).options?.scales?.y).toMatchObject({ min: 0, max: 60 });
    expect(topOf([round({ mean: 70, interval: [60, 81] })])).toBe(100);
    expect(topOf([round({ mean: null, interval: null })])).toBe(60);
  });
});

describe('units by signals', () => {
  test('a hidden square takes no shade of the scale', () => {
    const chart = heatMatrix(
      ['Index', 'Silence'],
      [
        {
          label: 'Sales',
          squares: [
            { mean: 44, value: '44' },
            { mean: null, value: 'hidden' },
          ],
        },
      ],
      THEME,
    );
    const fill = chart.data.datasets[0]?.backgroundColor as unknown as (square: { dataIndex: number }) => string;
    expect([fill({ dataIndex: 0 }), fill({ dataIndex: 1 })]).toEqual(['fill-4', THEME.surface]);
  });

  test('a long name of a row is broken into lines, so that the squares keep their place', () => {
    const name = 'Customer service (direct) + Aldermoor Instruments (sample) (direct)';
    const squares = [{ mean: 44, value: '44' }];
    const rows = [name, 'Sales', `${name} + ${name}`].map((label) => ({ label, squares }));
    const ticks = heatMatrix(['Index'], rows, THEME).options?.scales?.y?.ticks as unknown as {
      callback: (at: number) => string | string[];
    };
    expect(ticks.callback(0)).toEqual(['Customer service (direct) + Aldermoor', 'Instruments (sample) (direct)']);
    expect(ticks.callback(1)).toBe('Sales');
    expect(ticks.callback(2)).toHaveLength(2);
  });

  test('every score has the shade whose range the legend gives', () => {
    for (let points = 0; points <= 100; points += 1) {
      const [low, high] = heatRange(heatStep(points));
      expect(points).toBeGreaterThanOrEqual(low);
      expect(points).toBeLessThanOrEqual(high);
    }
  });
});

describe.each(['light', 'dark'])('the scale in the %s theme', (theme) => {
  const css = readFileSync(join(import.meta.dirname, '../../client/src/charts/scale.css'), 'utf8');
  const block = css.split('[data-theme="dark"]')[theme === 'light' ? 0 : 1] ?? '';
  const token = (name: string) => /^#[0-9a-f]{6}/.exec(block.split(`${name}: `)[1] ?? '')?.[0] ?? '';
  const shades = Array.from({ length: HEAT_STEPS }, (_, step) => luminance(token(`--heat-${step}`)));

  test('lightness alone tells the steps apart, always in one direction', () => {
    const differences = shades.slice(1).map((shade, at) => shade - (shades[at] ?? 0));
    expect(new Set(differences.map(Math.sign)).size).toBe(1);
  });

  test('every number on its shade reaches 4.5 : 1', () => {
    for (const [step, shade] of shades.entries()) {
      const text = luminance(token(step < FIRST_HIGH_STEP ? '--heat-text-low' : '--heat-text-high'));
      expect(contrast(shade, text)).toBeGreaterThanOrEqual(4.5);
    }
  });

  test('whiskers stand out from their bars by 3 : 1', () => {
    expect(contrast(luminance(token('--chart-bar')), luminance(token('--chart-whisker')))).toBeGreaterThanOrEqual(3);
  });
});

test.each([250, 330, 560, 650, 1240])(
  'statements keep to their half of a chart %i px wide: what is longer would be cut at the bars',
  (width) => {
    const letter = width < 560 ? 5.2 : 6.5;
    expect(lettersIn(width) * letter).toBeLessThan(width / 2);
    expect(lettersIn(width)).toBeGreaterThanOrEqual(18);
  },
);

test('the sentence of a picture is broken only between words, and loses none', () => {
  const lines = linesOf('one two three four', (line) => line.length <= 9);
  expect(lines).toEqual(['one two', 'three', 'four']);
});

/** Relative luminance of WCAG 2. */
function luminance(colour: string): number {
  expect(colour).toMatch(/^#[0-9a-f]{6}$/);
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

describe('where the page reads from right to left', () => {
  const rtl = { ...THEME, direction: 'rtl' } as const;
  const answers = [{ percent: 100, value: '100' }];

  test('every chart begins at the right: names there, scales from there', () => {
    const charts = [
      signalBars([bar()], rtl),
      answerBars([{ label: 'A', answers }], ['1'], 'hidden', rtl),
      roundsLine([round()], rtl),
      heatMatrix(['Index'], [{ label: 'Sales', squares: [{ mean: 44, value: '44' }] }], rtl),
    ];
    expect(charts.map(({ options }) => options?.scales?.x?.reverse)).toEqual([true, true, true, true]);
    expect(charts.map(({ options }) => options?.scales?.y)).toEqual(charts.map(() => expect.objectContaining({ position: 'right' })));
  });

  test('values stand at the left end of the bars, and pieces of a bar follow each other leftward', () => {
    const written = (chart: ChartConfiguration) => {
      const at: [text: string, x: number][] = [];
      const ctx = {
        save() {},
        restore() {},
        measureText: () => ({ width: 20 }),
        fillText: (text: string, x: number) => at.push([text, x]),
      };
      const drawn = { ctx, chartArea: { left: 100, right: 500, width: 400 }, scales: { y: { getPixelForValue: () => 0 } } };
      for (const plugin of chart.plugins ?? []) plugin.afterDatasetsDraw?.(drawn as never, {} as never, {} as never, false as never);
      return at;
    };
    expect(written(signalBars([bar({ mark: 'lower' })], rtl))).toEqual([
      ['40', 92],
      ['lower', 65],
    ]);
    const halves = [50, 50].map((percent, at) => ({ percent, value: `${at}` }));
    expect(written(answerBars([{ label: 'A', answers: halves }], ['1', '2'], 'hidden', rtl))).toEqual([
      ['0', 400],
      ['1', 200],
    ]);
    expect(written(answerBars([{ label: 'A', answers: null }], ['1'], 'hidden', rtl))).toEqual([['hidden', 492]]);
  });
});
