import type { ChartConfiguration, Plugin } from 'chart.js';
import { along, common, type ScorePoint } from './configuration.js';
import type { ChartTheme } from './theme.js';

/** One bar: its name, its score, and what stands at its end in words ("43", "5 or under", "hidden"). */
export interface SignalBar extends ScorePoint {
  label: string;
  value: string;
  /** A clear change, in words, with its direction; null for none. */
  mark: string | null;
}

/** In CSS pixels: with less for names and bars together, names take two lines; with less still they would run into the bars. */
const NARROW = 380;
const NARROWEST = 180;
const FONT = { wide: 13, narrow: 10.5, narrowest: 8.5 };
const ROW = 25.5;
const AXIS = 26;

/** The height that so many bars want, in CSS pixels. */
export function signalBarsHeight(bars: number): number {
  return Math.ceil(bars * ROW) + AXIS;
}

/** Signals as bars with their 95 % intervals, in the order given, on the whole scale of 0 to 100; values in words in a column at the end. */
export function signalBars(bars: readonly SignalBar[], theme: ChartTheme): ChartConfiguration {
  const end = endOf(bars);
  const line = along(theme);
  const isNarrow = (width: number) => width - end < NARROW;
  const sizeIn = (width: number) => (width - end < NARROWEST ? FONT.narrowest : isNarrow(width) ? FONT.narrow : FONT.wide);
  return {
    type: 'barWithErrorBars',
    data: { labels: bars.map((bar) => bar.label), datasets: [{ data: bars.map(barOf) as never, ...looks(theme) }] },
    options: {
      ...common(theme),
      indexAxis: 'y',
      layout: { padding: { [line.end]: end } },
      scales: {
        x: {
          min: 0,
          max: 100,
          reverse: line.reverse,
          border: { display: false },
          grid: { color: theme.line },
          ticks: { color: theme.muted, stepSize: 25, font: { family: theme.font, size: 11 } },
        },
        y: {
          position: line.start,
          border: { color: theme.line },
          grid: { display: false },
          ticks: {
            color: theme.text,
            autoSkip: false,
            crossAlign: 'far',
            font: ({ chart }) => ({ family: theme.font, size: sizeIn(chart.width), lineHeight: 1.1 }),
            callback(_, at) {
              const label = bars[at]?.label ?? '';
              return isNarrow(this.chart.width) ? inTwoLines(label) : label;
            },
          },
        },
      },
    },
    plugins: [valueColumn(bars, theme)],
  };
}

/** Without an interval there is no whisker at all: one of no length would claim to be exact. */
function barOf({ mean, interval }: SignalBar): { x: number; xMin?: number; xMax?: number } {
  return { x: mean ?? 0, ...(interval && { xMin: interval[0], xMax: interval[1] }) };
}

/** Whiskers would be faint inside dark bars: bars are light. */
function looks(theme: ChartTheme) {
  return {
    backgroundColor: theme.bar,
    borderRadius: 2,
    barThickness: 15,
    errorBarColor: theme.whisker,
    errorBarWhiskerColor: theme.whisker,
    errorBarLineWidth: 1.5,
    errorBarWhiskerLineWidth: 1.5,
    errorBarWhiskerSize: 8,
  };
}

const LETTER = 7.4;

/** Room for the longest value and its mark, in CSS pixels. */
function endOf(bars: readonly SignalBar[]): number {
  const letters = Math.max(0, ...bars.map(({ value, mark }) => value.length + (mark === null ? 0 : mark.length + 1)));
  return Math.ceil(16 + letters * LETTER);
}

/** A long name broken near its middle. */
export function inTwoLines(label: string): string | string[] {
  if (label.length < 16) return label;
  const spaces = [...label.matchAll(/ /g)].map((space) => space.index);
  const middle = spaces.sort((a, b) => Math.abs(a - label.length / 2) - Math.abs(b - label.length / 2))[0];
  return middle === undefined ? label : [label.slice(0, middle), label.slice(middle + 1)];
}

/** Values beside their bars rather than in them: whiskers stay clear, and a bar too short for its number still has it. */
function valueColumn(bars: readonly SignalBar[], theme: ChartTheme): Plugin {
  const { reverse, start, end } = along(theme);
  const onward = reverse ? -1 : 1;
  return {
    id: 'value-column',
    afterDatasetsDraw({ ctx, chartArea, scales }) {
      ctx.save();
      ctx.textBaseline = 'middle';
      ctx.textAlign = start;
      const from = chartArea[end] + onward * 8;
      for (const [at, { value, mark, mean }] of bars.entries()) {
        const y = scales.y?.getPixelForValue(at) ?? 0;
        ctx.fillStyle = mean === null ? theme.muted : theme.text;
        ctx.font = `${mean === null ? 400 : 650} 13px ${theme.font}`;
        ctx.fillText(value, from, y);
        if (mark === null) continue;
        const after = from + onward * (ctx.measureText(value).width + 7);
        ctx.font = `600 11.5px ${theme.font}`;
        ctx.fillStyle = theme.accent;
        ctx.fillText(mark, after, y);
      }
      ctx.restore();
    },
  };
}
