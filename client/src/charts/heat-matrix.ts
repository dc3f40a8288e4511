import type { Chart, ChartConfiguration, Plugin } from 'chart.js';
import { along, common } from './configuration.js';
import { linesOf } from './lines.js';
import { heatStep } from './scale.js';
import type { ChartTheme } from './theme.js';

export interface HeatSquare {
  /** 0 to 100; null is hidden. */
  mean: number | null;
  value: string;
}

export interface HeatRow {
  label: string;
  squares: readonly HeatSquare[];
}

const ROW = 34;
const HEAD = 150;
const GAP = 2;

/** The height that so many rows want, in CSS pixels. */
export function heatMatrixHeight(rows: number): number {
  return rows * ROW + HEAD;
}

/** Rows by columns as squares, each with its number; a hidden one is hatched. For the picture: on the page the same is a table. */
export function heatMatrix(columns: readonly string[], rows: readonly HeatRow[], theme: ChartTheme): ChartConfiguration {
  const squares = rows.flatMap((row, y) => row.squares.map((square, x) => ({ ...square, x, y, v: square.mean ?? 0 })));
  return {
    type: 'matrix',
    data: {
      datasets: [
        {
          data: squares,
          backgroundColor: ({ dataIndex }: { dataIndex: number }) => {
            const mean = squares[dataIndex]?.mean ?? null;
            return mean === null ? theme.surface : (theme.heat[heatStep(mean)]?.fill ?? theme.surface);
          },
          width: ({ chart }: { chart: Chart }) => (chart.chartArea?.width ?? 0) / columns.length - GAP,
          height: ({ chart }: { chart: Chart }) => (chart.chartArea?.height ?? 0) / rows.length - GAP,
        },
      ],
    },
    options: {
      ...common(theme),
      scales: {
        x: axis(columns, theme, { position: 'top', reverse: along(theme).reverse }),
        y: axis(
          rows.map((row) => rowLines(row.label)),
          theme,
          { position: along(theme).start, reverse: true },
        ),
      },
    },
    plugins: [numbersInSquares(squares, columns.length, rows.length, theme)],
  };
}

/** About a quarter of the picture's width: a longer name would take the squares' place. */
const LETTERS = 40;
const LINES = 2;

/** A row's name in as many lines as a row has room for. */
function rowLines(label: string): string | string[] {
  const lines = linesOf(label, (line) => line.length <= LETTERS);
  if (lines.length <= LINES) return lines.length === 1 ? label : lines;
  return [...lines.slice(0, LINES - 1), `${lines[LINES - 1]} …`];
}

function axis(
  labels: readonly (string | string[])[],
  theme: ChartTheme,
  { position, reverse }: { position: 'top' | 'left' | 'right'; reverse: boolean },
) {
  const turn = position === 'top' ? 60 : 0;
  return {
    type: 'linear' as const,
    position,
    reverse,
    min: -0.5,
    max: labels.length - 0.5,
    offset: false,
    border: { display: false },
    grid: { display: false },
    afterBuildTicks: (built: { ticks: { value: number }[] }) => {
      built.ticks = labels.map((_, value) => ({ value }));
    },
    ticks: {
      color: theme.text,
      autoSkip: false,
      minRotation: turn,
      maxRotation: turn,
      font: { family: theme.font, size: 12 },
      callback: (value: string | number) => labels[Number(value)] ?? '',
    },
  };
}

function numbersInSquares(
  squares: readonly (HeatSquare & { x: number; y: number })[],
  columns: number,
  rows: number,
  theme: ChartTheme,
): Plugin {
  return {
    id: 'numbers-in-squares',
    afterDatasetsDraw({ ctx, scales, chartArea }) {
      const width = chartArea.width / columns - GAP;
      const height = chartArea.height / rows - GAP;
      ctx.save();
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
      ctx.font = `500 12px ${theme.font}`;
      for (const { x, y, mean, value } of squares) {
        const centre = { x: scales.x?.getPixelForValue(x) ?? 0, y: scales.y?.getPixelForValue(y) ?? 0 };
        if (mean === null) hatch(ctx, centre, width, height, theme.hatch);
        else {
          ctx.fillStyle = theme.heat[heatStep(mean)]?.text ?? theme.text;
          ctx.fillText(value, centre.x, centre.y);
        }
      }
      ctx.restore();
    },
  };
}

function hatch(ctx: CanvasRenderingContext2D, centre: { x: number; y: number }, width: number, height: number, colour: string): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(centre.x - width / 2, centre.y - height / 2, width, height);
  ctx.clip();
  ctx.strokeStyle = colour;
  ctx.beginPath();
  for (let at = -height; at < width; at += 6) {
    ctx.moveTo(centre.x - width / 2 + at, centre.y + height / 2);
    ctx.lineTo(centre.x - width / 2 + at + height, centre.y - height / 2);
  }
  ctx.stroke();
  ctx.restore();
}
