import type { ChartConfiguration } from 'chart.js';
import type { ChartTheme } from './theme.js';

/** A chart not yet in colour: the page gives the theme. */
export type Draw = (theme: ChartTheme) => ChartConfiguration;

/** What all charts share: they fill their box, stand still and take the page's type face. No tooltips: every number is on the page already. */
export function common(theme: ChartTheme) {
  return {
    responsive: true,
    maintainAspectRatio: false,
    animation: false as const,
    events: [],
    color: theme.text,
    font: { family: theme.font, size: 12 },
    plugins: { legend: { display: false }, tooltip: { enabled: false } },
  };
}

/** Where a chart begins and ends in the direction that the page reads in: scales that lie along the lines of text, and room at their end. */
export function along({ direction }: ChartTheme) {
  const reverse = direction === 'rtl';
  return { reverse, start: reverse ? 'right' : 'left', end: reverse ? 'left' : 'right' } as const;
}

/** One point of a score: the released mean and the interval it is shown with. */
export interface ScorePoint {
  /** 0 to 100; null draws nothing. */
  mean: number | null;
  interval: readonly [number, number] | null;
}
