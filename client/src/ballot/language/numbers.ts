import { locale } from '#shared/round/moment.js';

/** A number in the reader's language. */
export function number(value: number, language: string): string {
  return new Intl.NumberFormat(locale(language)).format(value);
}

/** "HR, leaders and the steward". */
export function list(items: readonly string[], language: string): string {
  return new Intl.ListFormat(locale(language), { type: 'conjunction' }).format(items);
}
