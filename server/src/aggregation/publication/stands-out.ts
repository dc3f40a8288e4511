import type { ScoreTuple } from '#shared/results/released-tuples.js';
import type { StandsOut } from '#shared/results/snapshot.js';
import type { Tree } from '#shared/results/tree.js';
import { benjaminiHochberg, welch } from '../scores/welch.js';
import type { ByNode } from '../suppression/form-release.js';
import { direction, sideOf } from './changes.js';

/** Everybody but the unit, from the two released tuples; undefined when nobody is left. */
function restOf(company: ScoreTuple, unit: ScoreTuple): ScoreTuple | undefined {
  const n = company.n - unit.n;
  if (n <= 0) return undefined;
  const mean = (company.n * company.mean - unit.n * unit.mean) / n;
  return { ...company, mean: Math.min(100, Math.max(0, mean)), n };
}

/**
 * Each unit and division against the rest of the company without it (Welch, Benjamini-Hochberg over them), from released tuples.
 * Clear only beyond what the rounding of the two leaves open.
 * `drift`: the part of the difference that is to be expected to vanish by itself, 1 - n ICC(1) / (1 + (n - 1) ICC(1)) of it (regression
 * to the mean; Spearman and Brown); null without a released ICC(1).
 */
export function standsOut(tree: Tree, index: ByNode<ScoreTuple>, icc1: number | null): Record<string, StandsOut> {
  const company = index[0];
  if (!company) return {};
  const rows = index.flatMap((unit, node) => {
    const rest = node > 0 && unit ? restOf(company, unit) : undefined;
    return unit && rest ? [{ id: tree.ids[node] ?? '', unit, rest }] : [];
  });
  const adjusted = benjaminiHochberg(rows.map(({ unit, rest }) => differenceOf(company, rest, unit)));
  return Object.fromEntries(
    rows.map(({ id, unit, rest }, at) => {
      const points = unit.mean - rest.mean;
      const pAdjusted = adjusted[at] ?? null;
      const verdict = (beyondRounding(company, unit) && direction(points, pAdjusted)) || 'no-clear-difference';
      return [id, { verdict, points, pAdjusted, drift: driftOf(points, unit.n, icc1) }];
    }),
  );
}

/** Beside a unit that is nearly the whole company a rest of ten people lies 30 points off by rounding alone: it follows from both means. */
function beyondRounding(company: ScoreTuple, unit: ScoreTuple): boolean {
  return Math.abs(unit.mean - company.mean) > (company.base + unit.base) / 2;
}

/** Unit - rest is N/(N - n) times unit - company, and so is what rounding leaves open of it. */
function differenceOf(company: ScoreTuple, rest: ScoreTuple, unit: ScoreTuple): number | null {
  const first = sideOf(rest);
  const second = sideOf(unit);
  const base = (company.n / rest.n) * Math.hypot(company.base, unit.base);
  return (first && second && welch({ ...first, base }, { ...second, base: 0 })?.p) ?? null;
}

function driftOf(points: number, n: number, icc1: number | null): number | null {
  if (icc1 === null) return null;
  const reliability = (n * icc1) / (1 + (n - 1) * icc1);
  // Taken from 0, so that no difference has a drift of 0 and not of minus 0, which JSON cannot carry.
  return 0 - (1 - reliability) * points;
}
