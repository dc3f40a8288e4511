/** Processes that may share a box without a unit ever passing its room. */
export const PROCESSES = 8;

/** How full a unit is known to be: it had `from` ballots, and each process may add `allowance` before it counts again. */
export interface Stage {
  from: number;
  allowance: number;
}

/**
 * The stages of a unit's room, about as many as it has binary digits. In each, eight allowances lead to the next one, and eight more have room
 * beyond that: so half of what is left is used up, and allowances are halved. In the last one, with less than 16 places left, there is none.
 */
export function stagesOf(capacity: number): Stage[] {
  const stages: Stage[] = [];
  let from = 0;
  for (;;) {
    const allowance = Math.max(0, Math.floor((capacity - from) / (2 * PROCESSES)));
    stages.push({ from, allowance });
    if (allowance === 0) return stages;
    from += PROCESSES * allowance;
  }
}

/** The stage of a unit with so many ballots, by its place among `stages`. */
export function stageAt(stages: readonly Stage[], ballots: number): number {
  return stages.findLastIndex(({ from }) => from <= ballots);
}
