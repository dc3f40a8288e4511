import type { Instrument } from '#shared/instrument/instrument.js';
import type { Snapshot } from '#shared/results/snapshot.js';
import { must } from '../promise.js';

/** What one counted ballot said, and the unit it was made for. */
export interface SaidIn {
  unit: string;
  codes: Uint8Array;
}

interface Statistic {
  name: string;
  /** Fewest people of an atom. */
  t: number;
  has(codes: Uint8Array): boolean;
  shown(unit: string): boolean | undefined;
}

const ONE_ITEM = 10;
const SHARE = 20;
const DISTRIBUTION = 100;

/**
 * Written from the rules, not from the code that keeps them: of every statistic, the people of a shown cell less those of its nearest shown
 * descendants are nobody, or as many as the threshold, replacements and additions left out.
 */
export function checkAtoms(
  snapshot: Snapshot,
  instrument: Instrument,
  spares: Readonly<Record<string, number>>,
  said: readonly SaidIn[],
): void {
  const below = (unit: string): string[] => snapshot.units.filter(({ parent }) => parent === unit).map(({ id }) => id);
  const all = (unit: string): string[] => [unit, ...below(unit).flatMap(all)];
  for (const { name, t, has, shown } of statisticsOf(snapshot, instrument)) {
    const nearest = (unit: string): string[] => below(unit).flatMap((id) => (shown(id) ? [id] : nearest(id)));
    const people = (unit: string) => all(unit).reduce((sum, id) => sum + said.filter((one) => one.unit === id && has(one.codes)).length, 0);
    const taken = (unit: string) => all(unit).reduce((sum, id) => sum + (spares[id] ?? 0), 0);
    for (const { id } of snapshot.units.filter((unit) => shown(unit.id))) {
      const rest = (of: (unit: string) => number) => of(id) - nearest(id).reduce((sum, unit) => sum + of(unit), 0);
      must(rest(people) === 0 || rest(people) - rest(taken) >= t, `no atom of ${name} has fewer than ${t} people`);
    }
  }
}

function statisticsOf({ results, k }: Snapshot, { signals }: Instrument): Statistic[] {
  if (!results) return [];
  const { cells, items } = results;
  const size = signals[0]?.items.length ?? 1;
  const answered = (codes: Uint8Array, from: number, to: number) =>
    codes.subarray(from, to).filter((code) => code >= 1 && code <= 5).length;
  const scored = (codes: Uint8Array, s: number) => 2 * answered(codes, s * size, (s + 1) * size) >= size;
  const indexed = (codes: Uint8Array) => 11 * signals.filter((_, s) => scored(codes, s)).length >= 8 * signals.length;
  return [
    { name: 'the index', t: k, has: indexed, shown: (unit) => cells[unit]?.index.shown },
    { name: 'reach', t: SHARE, has: indexed, shown: (unit) => cells[unit]?.reach.shown },
    ...signals.flatMap(({ id, items: own }, s): Statistic[] => {
      const has = (codes: Uint8Array) => scored(codes, s);
      const signal = (unit: string) => cells[unit]?.signals[id];
      return [
        { name: id, t: size > 1 ? k : ONE_ITEM, has, shown: (unit) => signal(unit)?.score.shown },
        { name: `prevalence of ${id}`, t: SHARE, has, shown: (unit) => signal(unit)?.prevalence.shown },
        { name: `can't say of ${id}`, t: SHARE, has: () => true, shown: (unit) => signal(unit)?.cantSay.shown },
        { name: `skipped of ${id}`, t: SHARE, has: () => true, shown: (unit) => signal(unit)?.skipped.shown },
        ...own.map((item, i) => ({
          name: `distribution of ${item.id}`,
          t: DISTRIBUTION,
          has: (codes: Uint8Array) => answered(codes, s * size + i, s * size + i + 1) === 1,
          shown: (unit: string) => items[unit]?.[item.id]?.distribution.shown,
        })),
      ];
    }),
  ];
}
