import { parseAbsolute, parseDateTime, toCalendarDateTime, toZoned } from '@internationalized/date';
import { useTranslation } from 'react-i18next';
import { useSigned } from './organisation.js';

export interface Moments {
  /** Weekday, date, time and zone. */
  full(instant: string): string;
  /** Date and time; with the zone where the reader's clock shows another time. */
  short(instant: string): string;
  /** A moment's date, or a calendar day as it stands. */
  day(instantOrDay: string): string;
}

/** Dates as people of `language` read them, in the organisation's zone. `readerZone` is where the reader's device stands. */
export function momentsIn(language: string, timeZone: string, readerZone = timeZone): Moments {
  const format = (options: Intl.DateTimeFormatOptions, zone = timeZone) =>
    new Intl.DateTimeFormat(britishOr(language), { timeZone: zone, ...options });
  const full = format({
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  const date: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric' };
  const toTheMinute: Intl.DateTimeFormatOptions = { ...date, hour: '2-digit', minute: '2-digit' };
  const [short, atTheReader] = [format(toTheMinute), format(toTheMinute, readerZone)];
  const zoned = format({ ...toTheMinute, timeZoneName: 'short' });
  return {
    full: (instant) => full.format(new Date(instant)),
    short(instant) {
      const at = new Date(instant);
      return (short.format(at) === atTheReader.format(at) ? short : zoned).format(at);
    },
    day: (text) => (text.length === 10 ? format(date, 'UTC') : format(date)).format(new Date(text)),
  };
}

/** Plain "en" would write month before day and 12-hour times, which most of the world misreads. */
function britishOr(language: string): string {
  return language === 'en' ? 'en-GB' : language;
}

export function useMoments(): Moments {
  const { organisation } = useSigned();
  const { i18n } = useTranslation();
  return momentsIn(i18n.language, organisation.timeZone, Intl.DateTimeFormat().resolvedOptions().timeZone);
}

/** A wall-clock time of the zone, as a `datetime-local` field has it, as a moment in UTC to the second. Undefined when it is no time. */
export function instantOf(wallTime: string, timeZone: string): string | undefined {
  try {
    return toZoned(parseDateTime(wallTime), timeZone)
      .toDate()
      .toISOString()
      .replace(/\.\d{3}Z$/, 'Z');
  } catch {
    return undefined; // half typed
  }
}

/** A moment as the `datetime-local` field of the zone has it, to the minute. */
export function wallTimeOf(instant: string, timeZone: string): string {
  return toCalendarDateTime(parseAbsolute(instant, timeZone)).toString().slice(0, 16);
}
