/**
 * A moment with weekday, date, time and zone, as people plan by: "Friday, 12 June 2026 at 17:00 CEST". Mail, slip and ballot page write it alike.
 * `timeZone` by its IANA name. Refuses (RangeError) what is no moment, no zone or no language tag.
 */
export function moment(instant: string, timeZone: string, language: string): string {
  return new Intl.DateTimeFormat(locale(language), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  }).format(new Date(instant));
}

/** Day before month in English: the plain reading outside the United States, and no ambiguity since months are words. */
export const locale = (language: string): string => (language === 'en' ? 'en-GB' : language);
