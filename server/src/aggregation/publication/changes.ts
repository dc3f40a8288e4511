import type { FormTuples, ReleasedTuples, ScoreTuple } from '#shared/results/released-tuples.js';
import type { Change, Changes } from '#shared/results/snapshot.js';
import { benjaminiHochberg, detectable, type Side, welch } from '../scores/welch.js';

/** A difference is coloured from here on, when it is also beyond chance: smaller ones are within what wording and season do. */
export const FEWEST_POINTS = 5;
export const SIGNIFICANT = 0.05;

const NOT_COMPARABLE: Change = { verdict: 'not-comparable' };

/** A released tuple as one side of a comparison; undefined without a released deviation. */
export function sideOf({ mean, sd, n, df, base }: ScoreTuple): Side | undefined {
  return sd === null || df === null ? undefined : { mean, sd, n, df, base };
}

interface Compared {
  readonly points: number;
  readonly interval: readonly [number, number] | null;
  readonly p: number | null;
  readonly detectable: number | null;
}

function compare(then: ScoreTuple | undefined, now: ScoreTuple | undefined): Compared | undefined {
  if (!then || !now) return undefined;
  const first = sideOf(then);
  const second = sideOf(now);
  const difference = first && second && welch(first, second);
  return {
    points: now.mean - then.mean,
    interval: difference?.interval ?? null,
    p: difference?.p ?? null,
    detectable: first && second ? detectable(first, second) : null,
  };
}

/** Higher or lower, when the adjusted p and the points are both enough; undefined otherwise. */
export function direction(points: number, pAdjusted: number | null): 'lower' | 'higher' | undefined {
  if (pAdjusted === null || pAdjusted > SIGNIFICANT || Math.abs(points) < FEWEST_POINTS) return undefined;
  return points < 0 ? 'lower' : 'higher';
}

/** One family of comparisons, each with its p adjusted within it (Benjamini-Hochberg). */
function family(members: readonly (readonly [key: string, compared: Compared | undefined])[]): Record<string, Change> {
  const adjusted = benjaminiHochberg(members.map(([, compared]) => compared?.p ?? null));
  return Object.fromEntries(members.map(([key, compared], at) => [key, changeOf(compared, adjusted[at] ?? null)]));
}

function changeOf(compared: Compared | undefined, pAdjusted: number | null): Change {
  if (!compared) return NOT_COMPARABLE;
  const { points, interval } = compared;
  return {
    verdict: direction(points, pAdjusted) ?? 'no-clear-change',
    points,
    interval: interval && [interval[0], interval[1]],
    pAdjusted,
    detectable: compared.detectable,
  };
}

/** The form that both rounds have tuples of: core before pulse. */
function commonForm(then: ReleasedTuples, now: ReleasedTuples): [FormTuples, FormTuples] | undefined {
  for (const form of ['core', 'pulse'] as const) {
    const before = then.forms.find((f) => f.form === form);
    const after = now.forms.find((f) => f.form === form);
    if (before && after) return [before, after];
  }
  return undefined;
}

/**
 * The change since the previous published round, from the released tuples of both: unpaired, identical questions only, in four families
 * (the company's index; its signals; the units' indices; the signals of the units whose index changed). `nodes`: every node, the company first.
 * Null when the earlier round left nothing to compare with.
 */
export function changesSince(then: ReleasedTuples, now: ReleasedTuples, nodes: readonly string[]): Changes | null {
  const common = commonForm(then, now);
  if (!common) return null;
  const [before, after] = common;
  const [root = '', ...units] = nodes;
  const sameIndex = before.wording.index === after.wording.index;
  const signals = Object.keys(after.wording.signals);
  const index = (unit: string) => (sameIndex ? compare(before.units[unit]?.index, after.units[unit]?.index) : undefined);
  const signal = (unit: string, id: string) =>
    before.wording.signals[id] === after.wording.signals[id]
      ? compare(before.units[unit]?.signals[id], after.units[unit]?.signals[id])
      : undefined;
  const company = index(root);
  const unitChanges = family(units.map((unit) => [unit, index(unit)]));
  const flagged = units.filter((unit) => ['lower', 'higher'].includes(unitChanges[unit]?.verdict ?? ''));
  const within = flagged.flatMap((unit) => signals.map((id) => ({ unit, id, compared: signal(unit, id) })));
  const adjusted = benjaminiHochberg(within.map(({ compared }) => compared?.p ?? null));
  const unitSignals: Changes['unitSignals'] = Object.fromEntries(flagged.map((unit) => [unit, {}]));
  for (const [at, { unit, id, compared }] of within.entries()) {
    const row = unitSignals[unit];
    if (row) row[id] = changeOf(compared, adjusted[at] ?? null);
  }
  return {
    since: { round: then.round, form: after.form },
    index: changeOf(company, company?.p ?? null),
    signals: family(signals.map((id) => [id, signal(root, id)])),
    units: unitChanges,
    unitSignals,
  };
}
