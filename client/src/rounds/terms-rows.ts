import type { Form, Terms } from '#shared/ballot/manifest.js';
import { useWords } from '../office/language/words.js';
import { useMoments } from '../office/moments.js';

type Times = 'opens' | 'closes' | 'mayCloseFrom' | 'mayExtendTo' | 'graceMinutes' | 'employeesSeeResultsFrom';
type ReadTerms = Pick<Terms, 'audience' | 'k' | 'readers' | 'retentionDays' | Times> & { form: Form };

/** The terms of a round as whoever launches it and whoever checks it read them, in one order. */
export function useTermsRows(terms: ReadTerms): [term: string, what: string | number][] {
  const t = useWords();
  const moments = useMoments();
  return [
    [t('terms.audience'), terms.audience],
    [t('terms.form'), t(`forms.${terms.form}`)],
    [t('terms.k'), terms.k],
    [t('terms.readers'), terms.readers.map((reader) => t(`roles.${reader}`)).join(', ')],
    [t('terms.opens'), moments.full(terms.opens)],
    [t('terms.closes'), moments.full(terms.closes)],
    [t('terms.mayCloseFrom'), moments.full(terms.mayCloseFrom)],
    [t('terms.mayExtendTo'), moments.full(terms.mayExtendTo)],
    [t('terms.grace'), t('terms.graceMinutes', { count: terms.graceMinutes })],
    [t('terms.employees'), moments.full(terms.employeesSeeResultsFrom)],
    [t('terms.retention'), t('terms.retentionDays', { count: terms.retentionDays })],
  ];
}
