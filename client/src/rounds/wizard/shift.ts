import { parseAbsolute, toCalendarDateTime, toZoned } from '@internationalized/date';

/** The same wall-clock time some days later (or earlier, below 0), whatever the clocks do in between. */
export function addDays(instant: string, days: number, timeZone: string): string {
  return seconds(parseAbsolute(instant, timeZone).add({ days }).toDate());
}

/** `instant`, moved on the wall clock as far as `to` is from `from` there, whatever the clocks do in between. */
export function shiftLike(instant: string, { from, to }: { from: string; to: string }, timeZone: string): string {
  const wall = (moment: string) => toCalendarDateTime(parseAbsolute(moment, timeZone));
  const milliseconds = wall(to).toDate('UTC').getTime() - wall(from).toDate('UTC').getTime();
  return seconds(toZoned(wall(instant).add({ milliseconds }), timeZone).toDate());
}

function seconds(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z');
}
