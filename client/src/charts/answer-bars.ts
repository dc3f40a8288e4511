import type { ChartConfiguration, Plugin } from 'chart.js';
import { along, common } from './configuration.js';
import { linesOf } from './lines.js';
import type { ChartTheme } from './theme.js';

/** The answers to one statement: a share for each answer of the scale, from its lowest; null where they are hidden. */
export interface AnswerBar {
  label: string;
  answers: readonly { percent: number; value: string }[] | null;
}

const ROW = 66;
const AXIS = 60;
const NARROW = 560;
const LETTERS = { wide: 52, narrow: 24 };
/** How wide one is, in CSS pixels. */
const LETTER = { wide: 6.8, narrow: 5.4 };
/** Statements take no more of a chart than this: what is longer would be cut at the bars. */
const SHARE_OF_STATEMENTS = 0.4;
/** Shades of the heat scale that five answers take: well apart. */
const SHADES = [1, 2, 3, 4, 6] as const;
/** In CSS pixels: a narrower piece has no number in it; the table has it. */
const ROOM_FOR_A_NUMBER = 30;

/** The height that so many statements want, in CSS pixels. */
export function answerBarsHeight(statements: number): number {
  return statements * ROW + AXIS;
}

/** Answers as one whole bar a statement. Shares were rounded one by one: pieces are drawn in proportion, the numbers in them are as released. */
export function answerBars(bars: readonly AnswerBar[], answers: readonly string[], hidden: string, theme: ChartTheme): ChartConfiguration {
  const line = along(theme);
  return {
    type: 'bar',
    data: {
      labels: bars.map(({ label }) => label),
      datasets: answers.map((answer, at) => ({
        label: answer,
        data: bars.map((bar) => pieceOf(bar, at)),
        backgroundColor: shade(theme, at).fill,
        borderColor: theme.surface,
        borderWidth: 1,
        barThickness: 30,
      })),
    },
    options: {
      ...common(theme),
      indexAxis: 'y',
      plugins: {
        tooltip: { enabled: false },
        legend: {
          position: 'bottom',
          rtl: line.reverse,
          labels: { color: theme.text, boxWidth: 14, boxHeight: 14, font: { family: theme.font, size: 12 } },
        },
      },
      scales: {
        x: { stacked: true, min: 0, max: 100, reverse: line.reverse, display: false },
        y: {
          stacked: true,
          position: line.start,
          border: { display: false },
          grid: { display: false },
          ticks: {
            color: theme.text,
            autoSkip: false,
            crossAlign: 'far',
            font: ({ chart }) => ({ family: theme.font, size: chart.width < NARROW ? 10.5 : 13, lineHeight: 1.2 }),
            callback(_, at) {
              return linesOf(bars[at]?.label ?? '', (line) => line.length <= lettersIn(this.chart.width));
            },
          },
        },
      },
    },
    plugins: [numbersInPieces(bars, hidden, theme)],
  };
}

/** How many letters of a statement stand in one line. */
export function lettersIn(width: number): number {
  const size = width < NARROW ? 'narrow' : 'wide';
  return Math.min(LETTERS[size], Math.floor((width * SHARE_OF_STATEMENTS) / LETTER[size]));
}

/** What a piece takes of the whole bar, in percent. */
export function pieceOf({ answers }: AnswerBar, at: number): number {
  const sum = (answers ?? []).reduce((total, { percent }) => total + percent, 0);
  return sum === 0 ? 0 : (100 * (answers?.[at]?.percent ?? 0)) / sum;
}

function shade(theme: ChartTheme, answer: number): { fill: string; text: string } {
  return theme.heat[SHADES[answer] ?? 0] ?? { fill: theme.bar, text: theme.text };
}

function numbersInPieces(bars: readonly AnswerBar[], hidden: string, theme: ChartTheme): Plugin {
  const { reverse, start } = along(theme);
  const onward = reverse ? -1 : 1;
  return {
    id: 'numbers-in-pieces',
    afterDatasetsDraw({ ctx, scales, chartArea }) {
      ctx.save();
      ctx.textBaseline = 'middle';
      ctx.font = `600 12px ${theme.font}`;
      for (const [row, bar] of bars.entries()) {
        const y = scales.y?.getPixelForValue(row) ?? 0;
        if (!bar.answers) {
          ctx.textAlign = start;
          ctx.fillStyle = theme.muted;
          ctx.fillText(hidden, chartArea[start] + onward * 8, y);
          continue;
        }
        ctx.textAlign = 'center';
        let from = 0;
        for (const [at, { value }] of bar.answers.entries()) {
          const width = (pieceOf(bar, at) / 100) * chartArea.width;
          ctx.fillStyle = shade(theme, at).text;
          if (width >= ROOM_FOR_A_NUMBER) ctx.fillText(value, chartArea[start] + onward * (from + width / 2), y);
          from += width;
        }
      }
      ctx.restore();
    },
  };
}
