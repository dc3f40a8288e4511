import type { Words } from './language/words.js';
import type { SignalRow } from './ranked-rows.js';

/** Those of `rows` that show the very score of `row`: where few answered scores are coarse, and several signals share one. */
export function signalsAlike(rows: readonly SignalRow[], { score }: SignalRow): SignalRow[] {
  return rows.filter(({ score: other }) => score.shown && other.shown && other.mean === score.mean && other.end === score.end);
}

/** "silence", "silence and yes-people", "silence and 2 others equally": none of equal ones is passed over. */
export function namesAlike([one = '', two, ...more]: readonly string[], t: Words): string {
  if (two === undefined) return one;
  return more.length === 0 ? t('first.and', { one, two }) : t('first.others', { one, count: 1 + more.length });
}
