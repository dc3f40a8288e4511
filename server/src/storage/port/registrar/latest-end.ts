/**
 * When a lease that was taken for as long ends at the latest. Twice its length: clocks of several machines may differ, by seconds, and one that
 * is ahead by less takes nothing from anybody.
 */
export function latestEnd({ now, until }: { now: string; until: string }): string {
  return new Date(2 * Date.parse(until) - Date.parse(now)).toISOString();
}
