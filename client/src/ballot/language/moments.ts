/** A moment with weekday, date, time and zone, as people plan by: "Friday, 12 June 2026 at 17:00 CEST". */
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

/** A number in the reader's language. */
export function number(value: number, language: string): string {
  return new Intl.NumberFormat(locale(language)).format(value);
}

/** "HR, leaders and the steward". */
export function list(items: readonly string[], language: string): string {
  return new Intl.ListFormat(locale(language), { type: 'conjunction' }).format(items);
}

/** Day before month in English: the plain reading outside the United States, and no ambiguity since months are words. */
const locale = (language: string): string => (language === 'en' ? 'en-GB' : language);
