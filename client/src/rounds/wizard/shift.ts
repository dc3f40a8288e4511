import { parseAbsolute } from '@internationalized/date';

/** The same wall-clock time some days later (or earlier, below 0), whatever the clocks do in between. */
export function addDays(instant: string, days: number, timeZone: string): string {
  return seconds(parseAbsolute(instant, timeZone).add({ days }).toDate());
}

/** `instant`, moved as far as `to` is from `from`. */
export function shiftLike(instant: string, from: string, to: string): string {
  return seconds(new Date(Date.parse(instant) + Date.parse(to) - Date.parse(from)));
}

function seconds(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z');
}
