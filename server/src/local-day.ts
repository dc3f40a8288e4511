/** The calendar day, YYYY-MM-DD, that a moment falls on in a time zone. */
export function localDay(moment: Date, timeZone: string): string {
  // The Canadian way to write a date is ISO's.
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(moment);
}
