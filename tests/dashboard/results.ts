import type { ReleasedCell, ReleasedScore, ReleasedShare } from '#shared/results/cell.js';
import type { ReportingNode } from '#shared/results/snapshot.js';
import type { ChartTheme } from '../../client/src/charts/theme.js';

export const HIDDEN = { shown: false } as const;

export function aScore(mean: number, rest: Partial<Extract<ReleasedScore, { shown: true }>> = {}): ReleasedScore {
  return { shown: true, mean, end: 'exact', base: 1, interval: [mean - 2, mean + 2], respondents: '50+', ...rest };
}

export function aShare(percent: number, rest: Partial<Extract<ReleasedShare, { shown: true }>> = {}): ReleasedShare {
  return { shown: true, percent, end: 'exact', base: 1, interval: [percent - 3, percent + 3], respondents: '50+', ...rest };
}

/** A cell with these signal scores; everything else of a signal is hidden. */
export function aCell(signals: Record<string, ReleasedScore>, rest: Partial<ReleasedCell> = {}): ReleasedCell {
  const others = { prevalence: HIDDEN, cantSay: HIDDEN, didNotHappen: HIDDEN, skipped: HIDDEN };
  return {
    index: aScore(34),
    reach: aShare(31),
    response: aShare(72),
    signals: Object.fromEntries(Object.entries(signals).map(([id, score]) => [id, { score, ...others }])),
    ...rest,
  };
}

export function aUnit(id: string, parent: string | null, depth: number): ReportingNode {
  return { id, name: id, parent, depth, roll: 40 };
}

export const THEME: ChartTheme = {
  text: '#111',
  muted: '#555',
  line: '#ddd',
  surface: '#fff',
  accent: '#065',
  bar: '#abc',
  whisker: '#123',
  hatch: '#ccc',
  heat: Array.from({ length: 8 }, (_, step) => ({ fill: `fill-${step}`, text: `text-${step}` })),
  font: 'sans-serif',
  direction: 'ltr',
};
