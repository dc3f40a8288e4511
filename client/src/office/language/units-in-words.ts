import { useTranslation } from 'react-i18next';
import { unitInWords } from '#shared/round/direct-name.js';

/** A round's units with their names in the reader's language. */
export function useUnitsInWords<U extends { name: string }>(units: readonly U[]): U[] {
  const { language } = useTranslation().i18n;
  return units.map((unit) => ({ ...unit, name: unitInWords(unit.name, language) }));
}
