import type { TrendPoint } from '#shared/contract/results.js';
import { CORE } from '#shared/instrument/core.js';
import { SIGNALS } from '#shared/instrument/signal.js';
import type { ItemCell, ReleasedCell } from '#shared/results/cell.js';
import type { Change, CompanyExtras, Reliability, ReportingNode, Snapshot, SnapshotResults } from '#shared/results/snapshot.js';
import { aCell, aScore, aShare, HIDDEN } from './results.js';

export const BEFORE = '1'.repeat(32);
export const NOW = '2'.repeat(32);

const UNITS: ReportingNode[] = [
  { id: 'all', name: 'מכשירי הצפון', parent: null, depth: 0, roll: 12_345 },
  { id: 'sales', name: 'Sales', parent: 'all', depth: 1, roll: 60 },
  { id: 'direct', name: 'מכירות ישירות', parent: 'sales', depth: 2, roll: 30 },
  { id: 'desk', name: 'דלפק', parent: 'all', depth: 1, roll: 40 },
  { id: 'few', name: 'מעטים', parent: 'all', depth: 1, roll: 6 },
];

export const clear = (points: number): Change => ({
  verdict: points < 0 ? 'lower' : 'higher',
  points,
  interval: [points - 3, points + 3],
  pAdjusted: 0.01,
  detectable: 5.5,
});
export const unclear = (detectable: number | null): Change => ({
  verdict: 'no-clear-change',
  points: -1,
  interval: null,
  pAdjusted: 0.4,
  detectable,
});

/** A cell of eleven scores in which everything is shown, each signal a little rarer than the one before. */
function aFullCell(rest: Partial<ReleasedCell> = {}): ReleasedCell {
  const shares = { prevalence: aShare(21), cantSay: aShare(4), didNotHappen: aShare(5, { end: 'or-under' }), skipped: HIDDEN };
  const signals = Object.fromEntries(SIGNALS.map((id, at) => [id, { score: aScore(44 - at), ...shares }]));
  return aCell({}, { signals, ...rest });
}

const ANSWERS: ItemCell = {
  score: aScore(41),
  distribution: {
    shown: true,
    base: 1,
    answers: [5, 30, 35, 25, 5].map((percent, at) => ({ percent, end: at === 0 ? 'or-under' : at === 4 ? 'or-over' : 'exact' })),
    respondents: '50+',
  },
};
const NO_ANSWERS: ItemCell = { score: HIDDEN, distribution: HIDDEN };

function itemsOf(): SnapshotResults['items'] {
  const ids = CORE.signals.flatMap(({ items }) => items.map(({ id }) => id));
  const all = (cell: ItemCell) => Object.fromEntries(ids.map((id) => [id, cell]));
  return Object.fromEntries(UNITS.map(({ id }) => [id, all(id === 'all' ? ANSWERS : NO_ANSWERS)]));
}

const given = { value: 0.854, interval: [0.8, 0.9] as [number, number], reason: null };
const missing = (reason: NonNullable<Reliability['alpha']['reason']>) => ({ value: null, interval: null, reason });
const RELIABILITY: Reliability = {
  alpha: given,
  omega: missing('negative-residual'),
  icc1: { value: -0.12, interval: null, reason: null },
  icc2: missing('too-few-units'),
  rwgMean: missing('no-variance'),
  rwgMedian: given,
};

const COMPANY: CompanyExtras = {
  bands: ['sometimes', 'often'],
  nonResponse: { allNone: 22, allAlways: 57, sdLower: 30, sdHigher: 38 },
  weighted: { index: 36, differs: true },
  reliability: { index: RELIABILITY, signals: Object.fromEntries(SIGNALS.map((id) => [id, RELIABILITY])) },
  careless: { percent: 3, indexWithout: aScore(35) },
  customerImpact: [],
};

const RESULTS: SnapshotResults = {
  cells: {
    all: aFullCell({ reach: aShare(10) }),
    sales: aFullCell({ index: aScore(5, { end: 'or-under' }) }),
    direct: aFullCell({ index: aScore(95, { end: 'or-over', interval: null }) }),
    desk: { ...aFullCell(), signals: { ...aFullCell().signals, silence: aCell({ silence: HIDDEN }).signals.silence as never } },
    few: aCell(Object.fromEntries(SIGNALS.map((id) => [id, HIDDEN])), { index: HIDDEN, reach: HIDDEN, response: HIDDEN }),
  },
  items: itemsOf(),
  company: COMPANY,
  standsOut: {
    sales: { verdict: 'higher', points: 9, pAdjusted: 0.01, drift: 2 },
    desk: { verdict: 'lower', points: -7, pAdjusted: 0.01, drift: null },
  },
  changes: {
    since: { round: BEFORE, form: 'core' },
    index: clear(-6),
    signals: { silence: clear(-8), scapegoating: clear(7), 'cc-storm': unclear(6), 'closed-doors': { verdict: 'not-comparable' } },
    units: { sales: clear(6), desk: unclear(null) },
    unitSignals: { sales: { silence: clear(9) } },
  },
};

/** The company's second published round with everything that a round can have: ends of ranges, hidden numbers, changes both ways. */
export function aSnapshot(rest: Partial<Omit<Snapshot, 'results'>> = {}, results: Partial<SnapshotResults> | null = {}): Snapshot {
  const signals = CORE.signals.map(({ id, items }) => ({ id, items: items.map((item) => item.id) }));
  return {
    ...{ version: 1, round: NOW, manifest: '3'.repeat(64), title: 'סתיו', form: 'core', k: 5, signals, units: UNITS },
    ...{ opened: '2026-10-21', closed: '2026-11-04', published: '2026-11-18', outcome: results ? 'results' : 'without-results' },
    totals: { roll: 12_345, collected: 9_010, counted: 9_001, replacements: 3, additions: 2 },
    results: results && { ...RESULTS, ...results },
    ...rest,
  };
}

/** The rounds of the trend, the snapshot's own the newest. */
export function publishedRounds(): TrendPoint[] {
  const point = { form: 'core', outcome: 'results', index: aScore(40), change: null } as const;
  return [
    { ...point, round: BEFORE, title: 'אביב', published: '2026-05-01' },
    { ...point, round: '4'.repeat(32), title: 'קיץ', published: '2026-08-01', outcome: 'without-results', index: HIDDEN },
    { ...point, round: NOW, title: 'סתיו', published: '2026-11-18', index: aScore(34), change: clear(-6) },
  ];
}
