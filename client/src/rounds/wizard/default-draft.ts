import { CalendarDateTime, fromDate, toZoned } from '@internationalized/date';
import type { RoundDraft } from '#shared/contract/rounds.js';
import { addDays } from './shift.js';

/** A draft that could be launched as it stands, its title apart: opens tomorrow at 9, two weeks long, a week of room on either side of the close. */
export function defaultDraft(now: Date, timeZone: string, audience: string): RoundDraft {
  const { year, month, day } = fromDate(now, timeZone).add({ days: 1 });
  const opens = instant(new CalendarDateTime(year, month, day, 9), timeZone);
  const closes = instant(new CalendarDateTime(year, month, day, 17).add({ days: 14 }), timeZone);
  return {
    title: '',
    form: 'core',
    k: 5,
    audience,
    opens,
    closes,
    mayCloseFrom: addDays(closes, -7, timeZone),
    mayExtendTo: addDays(closes, 7, timeZone),
    graceMinutes: 60,
    employeesSeeResultsFrom: addDays(closes, 21, timeZone),
    readers: ['executive', 'hr'],
    retentionDays: 14,
  };
}

function instant(time: CalendarDateTime, timeZone: string): string {
  return toZoned(time, timeZone)
    .toDate()
    .toISOString()
    .replace(/\.\d{3}Z$/, 'Z');
}
