import type { ReportingNode } from '#shared/results/snapshot.js';

export interface VisibleUnit {
  unit: ReportingNode;
  /** Whether it has units below it, and whether they are shown. */
  opens: boolean;
  open: boolean;
}

/** The company, its first-level units, and below each opened one its own: in tree order, never by result. */
export function visibleUnits(units: readonly ReportingNode[], opened: ReadonlySet<string>): VisibleUnit[] {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const parents = new Set(units.map((unit) => unit.parent));
  const isVisible = (unit: ReportingNode): boolean => {
    const above = unit.parent === null ? undefined : byId.get(unit.parent);
    return !above || ((above.parent === null || opened.has(above.id)) && isVisible(above));
  };
  return units.filter(isVisible).map((unit) => {
    const opens = unit.parent !== null && parents.has(unit.id);
    return { unit, opens, open: opens && opened.has(unit.id) };
  });
}
