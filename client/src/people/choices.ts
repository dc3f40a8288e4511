import { LANGUAGES } from '#shared/instrument/language/languages.js';
import type { Choice } from '../ui/field.js';

/** Every time zone that the browser knows, the device's own and UTC among them. */
export function timeZoneChoices(): Choice[] {
  const zones = new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), Intl.DateTimeFormat().resolvedOptions().timeZone]);
  return [...zones].sort().map((id) => ({ id, label: id.replaceAll('_', ' ') }));
}

/** The ballot's languages by their own names; the incomplete ones are not offered. */
export function languageChoices(): Choice[] {
  return Object.entries(LANGUAGES)
    .filter(([, language]) => language.complete)
    .map(([id, language]) => ({ id, label: language.ownName }));
}
