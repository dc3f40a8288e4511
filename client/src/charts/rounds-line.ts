import type { ChartConfiguration, Plugin } from 'chart.js';
import { along, common, type ScorePoint } from './configuration.js';
import type { ChartTheme } from './theme.js';

/** One round: its name and day, its index, and whether it may be joined to the round before. */
export interface RoundPoint extends ScorePoint {
  title: string;
  day: string;
  value: string;
  form: 'core' | 'pulse';
  /** The same questions as the round before, so that a line between the two means something. */
  joined: boolean;
}

const ABOVE = 14;
const ROOM_FOR_A_NAME = 110;

/** Whether names beside each other would touch: then they are broken into words. */
function tight(width: number, rounds: number): boolean {
  return width / rounds < ROOM_FOR_A_NAME;
}

/** Runs of rounds that a line may join, by position. A round without a number ends its run and is in none. */
export function runsOf(rounds: readonly RoundPoint[]): number[][] {
  const runs: number[][] = [];
  let run: number[] | undefined;
  for (const [at, round] of rounds.entries()) {
    if (round.mean === null) {
      run = undefined;
    } else if (run && round.joined) {
      run.push(at);
    } else {
      run = [at];
      runs.push(run);
    }
  }
  return runs;
}

/** The top of the axis: above every interval, never so near that a small change looks steep. */
export function topOf(rounds: readonly ScorePoint[]): number {
  const highest = Math.max(0, ...rounds.map(({ mean, interval }) => interval?.[1] ?? mean ?? 0));
  return Math.min(100, Math.max(60, Math.ceil((highest + 5) / 20) * 20));
}

/** The index over the rounds with its intervals, from 0 upwards; the line breaks where questions changed or nothing was shown. */
export function roundsLine(rounds: readonly RoundPoint[], theme: ChartTheme): ChartConfiguration {
  const line = along(theme);
  return {
    type: 'lineWithErrorBars',
    data: { datasets: runsOf(rounds).map((run) => runLine(run, rounds, theme)) as never },
    options: {
      ...common(theme),
      layout: { padding: { top: 14, [line.end]: 12 } },
      scales: {
        x: {
          type: 'linear',
          min: -0.5,
          max: rounds.length - 0.5,
          reverse: line.reverse,
          afterBuildTicks: (axis) => {
            axis.ticks = rounds.map((_, value) => ({ value }));
          },
          border: { color: theme.line },
          grid: { display: false },
          ticks: {
            color: theme.text,
            maxRotation: 0,
            autoSkip: false,
            font: ({ chart }) => ({ family: theme.font, size: tight(chart.width, rounds.length) ? 10.5 : 12 }),
            callback(value) {
              const { title = '', day = '' } = rounds[Number(value)] ?? {};
              return tight(this.chart.width, rounds.length) ? title.split(' ') : [title, day];
            },
          },
        },
        y: {
          min: 0,
          max: topOf(rounds),
          position: line.start,
          border: { display: false },
          grid: { color: theme.line },
          ticks: { color: theme.muted, stepSize: 20, font: { family: theme.font, size: 11 } },
        },
      },
    },
    plugins: [valuesAtPoints(rounds, theme)],
  };
}

function runLine(run: readonly number[], rounds: readonly RoundPoint[], theme: ChartTheme) {
  return {
    data: run.map((at) => pointOf(rounds[at], at)),
    borderColor: theme.accent,
    borderWidth: 2,
    backgroundColor: theme.accent,
    pointRadius: 4,
    pointStyle: run.map((at) => (rounds[at]?.form === 'pulse' ? 'triangle' : 'circle')),
    errorBarColor: theme.whisker,
    errorBarWhiskerColor: theme.whisker,
    errorBarLineWidth: 1.5,
    errorBarWhiskerLineWidth: 1.5,
    errorBarWhiskerSize: 12,
  };
}

/** Without an interval there is no whisker at all: one of no length would claim to be exact. */
function pointOf(round: RoundPoint | undefined, x: number): { x: number; y: number; yMin?: number; yMax?: number } {
  const interval = round?.interval;
  return { x, y: round?.mean ?? 0, ...(interval && { yMin: interval[0], yMax: interval[1] }) };
}

function valuesAtPoints(rounds: readonly RoundPoint[], theme: ChartTheme): Plugin {
  return {
    id: 'values-at-points',
    afterDatasetsDraw({ ctx, scales, chartArea }) {
      ctx.save();
      ctx.textBaseline = 'middle';
      ctx.textAlign = 'center';
      for (const [at, { mean, interval, value }] of rounds.entries()) {
        const x = scales.x?.getPixelForValue(at) ?? 0;
        ctx.font = `${mean === null ? 400 : 650} 13px ${theme.font}`;
        ctx.fillStyle = mean === null ? theme.muted : theme.text;
        if (mean === null) ctx.fillText(value, x, chartArea.bottom - 14);
        else ctx.fillText(value, x, (scales.y?.getPixelForValue(interval?.[1] ?? mean) ?? 0) - ABOVE);
      }
      ctx.restore();
    },
  };
}
