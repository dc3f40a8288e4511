import type { ReleasedScore, ReleasedShare } from '#shared/results/cell.js';
import type { ScoreTuple } from '#shared/results/released-tuples.js';
import type { Snapshot, SnapshotResults } from '#shared/results/snapshot.js';
import type { Tree } from '#shared/results/tree.js';
import { unheard } from '../scores/intervals.js';
import { t975 } from '../scores/special/quantiles.js';
import { bandOf } from '../suppression/ladder.js';
import { auditCompanyTuple } from './audit-company.js';
import type { AuditFailure } from './audit-failure.js';
import type { ExactCounts } from './exact-counts.js';
import { presentScore, presentShare } from './present-cell.js';
import { bandsOf, nonResponseOf, weightedIndex } from './present-company.js';
import { standsOut } from './stands-out.js';

const SLACK = 1e-6;
const OWN_FROM = 100;

/**
 * Rebuilds the released tuple of every served number (its deviation from its interval) and computes the fields again: a field that does not
 * come out the same tells something else than its tuple.
 */
export function auditFields(snapshot: Snapshot, results: SnapshotResults, tree: Tree, exact: ExactCounts): AuditFailure[] {
  const failures: AuditFailure[] = [];
  const fail = (statistic: string, node: number, why: string) => failures.push({ statistic, unit: tree.ids[node] ?? '', why });
  const roll = (node: number) => exact.rolls?.[node] ?? null;
  const score = (name: string, counts: readonly number[], at: (unit: string) => ReleasedScore | undefined) => {
    const df = pooledDf(tree, counts);
    const tuples = tree.ids.map((id, node) => recovered(at(id), counts[node] ?? 0, roll(node), df));
    for (const [node, id] of tree.ids.entries())
      if (at(id)?.shown && !same(presentScore(tuples[node]), at(id))) fail(name, node, 'not-from-tuple');
    const pooled = new Set(
      tuples.flatMap((t) => (t && t.n < OWN_FROM && t.sd !== null && unheard(t.n, t.N) > 0 && t.recovered ? [t.sd] : [])),
    );
    if (pooled.size > 1) fail(name, 0, 'deviation-not-pooled');
    return tuples;
  };
  const share = (name: string, counts: readonly number[], at: (unit: string) => ReleasedShare | undefined) => {
    for (const [node, id] of tree.ids.entries()) {
      const cell = at(id);
      if (!cell?.shown) continue;
      const { percent, end, base } = cell;
      if (!same(presentShare({ percent, end, base, n: counts[node] ?? 0, N: roll(node) }), cell)) fail(name, node, 'not-from-tuple');
    }
  };
  const index = score('index', exact.index, (id) => results.cells[id]?.index);
  share('reach', exact.index, (id) => results.cells[id]?.reach);
  for (const { id, items } of snapshot.signals) {
    const n = exact.signals[id] ?? [];
    score(`signal ${id}`, n, (unit) => results.cells[unit]?.signals[id]?.score);
    share(`prevalence of ${id}`, n, (unit) => results.cells[unit]?.signals[id]?.prevalence);
    for (const kind of ['cantSay', 'didNotHappen', 'skipped'] as const) {
      share(`${kind} of ${id}`, exact.ballots, (unit) => results.cells[unit]?.signals[id]?.[kind]);
    }
    for (const item of items) {
      score(`item ${item}`, exact.items[item] ?? n, (unit) => results.items[unit]?.[item]?.score);
      bands(
        tree,
        exact.items[item] ?? [],
        (unit) => results.items[unit]?.[item]?.distribution,
        (node) => fail(`distribution of ${item}`, node, 'not-from-tuple'),
      );
    }
  }
  auditCompany(results, tree, index, exact, (field) => fail(field, 0, 'not-from-tuple'));
  auditCompanyTuple(snapshot, results, exact, (statistic, why) => fail(statistic, 0, why));
  return failures;
}

function bands(
  tree: Tree,
  counts: readonly number[],
  at: (unit: string) => { shown: true; respondents: string } | { shown: false } | undefined,
  fail: (node: number) => void,
): void {
  for (const [node, id] of tree.ids.entries()) {
    const cell = at(id);
    if (cell?.shown && cell.respondents !== bandOf(counts[node] ?? 0)) fail(node);
  }
}

function auditCompany(
  results: SnapshotResults,
  tree: Tree,
  index: readonly (ScoreTuple | undefined)[],
  exact: ExactCounts,
  fail: (field: string) => void,
): void {
  const company = index[0];
  if (!company) return;
  const { bands: names, nonResponse, weighted, reliability } = results.company;
  if (!same(bandsOf(company), names)) fail('bands');
  const again = nonResponseOf(company);
  const known = company.sd === null || unheard(company.n, company.N) > 0;
  if (known && !same(again, nonResponse)) fail('nonResponse');
  if (!same(weightedIndex(tree, index, exact.rolls), weighted)) fail('weighted');
  const icc1 = reliability?.index.icc1.value ?? null;
  if (index.every((t) => !t || t.sd === null || unheard(t.n, t.N) > 0) && !same(standsOut(tree, index, icc1), results.standsOut))
    fail('standsOut');
}

/** Degrees of freedom of the pooled deviation over reporting units; undefined where it is too thin to be released. */
function pooledDf(tree: Tree, counts: readonly number[]): number | undefined {
  const units = counts.filter((n, node) => n >= 2 && (tree.children[node] ?? []).length === 0);
  const df = units.reduce((sum, n) => sum + n - 1, 0);
  return units.length >= 2 && df >= 20 ? df : undefined;
}

type Recovered = ScoreTuple & { recovered: boolean };

/** The released tuple behind a served score: its deviation is the multiple of 2 next to the one that its interval implies. */
function recovered(cell: ReleasedScore | undefined, n: number, N: number | null, pooled: number | undefined): Recovered | undefined {
  if (!cell?.shown) return undefined;
  const { mean, end, base, interval } = cell;
  const df = n >= OWN_FROM ? n - 1 : (pooled ?? null);
  const tuple = { mean, end, base, n, N, sd: null, df: null, recovered: false };
  if (!interval || df === null) return tuple;
  const [low, high] = interval;
  const half = low > 0 ? mean - low : high < 100 ? high - mean : undefined;
  const factor = unheard(n, N);
  // Where the interval fills the whole scale no deviation can be read from it: 100 fills it again.
  if (half === undefined) return { ...tuple, sd: 100 * Math.sqrt(n), df };
  if (factor === 0) return { ...tuple, sd: 0, df };
  const variance = ((half / t975(df)) ** 2 - base ** 2 / 12) * (n / factor);
  return { ...tuple, sd: 2 * Math.round(Math.sqrt(Math.max(0, variance)) / 2), df, recovered: true };
}

/** Alike, numbers to within rounding of the last digits. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) < SLACK;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => same(Reflect.get(a, key), Reflect.get(b, key)));
}
