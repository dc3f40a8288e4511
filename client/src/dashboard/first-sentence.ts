import type { ReleasedCell, ReleasedShare } from '#shared/results/cell.js';
import { scoreInWords } from './in-words.js';
import type { Words } from './language/words.js';
import { rankedRows } from './ranked-rows.js';
import { namesAlike, signalsAlike } from './signals-alike.js';

type Cell = Pick<ReleasedCell, 'index' | 'reach' | 'signals'>;
type Labels = Readonly<Record<string, string>>;

/** "34 of 100. About 3 in 10 people often see at least three of the eleven signals; most often: finding someone to blame." */
export function firstSentence(company: Cell | undefined, labels: Labels, t: Words): string {
  if (!company?.index.shown) return t('first.hidden');
  const rest = [shareOfPeople(company.reach, t), mostOften(company, labels, t)].filter((part) => part !== '').join('; ');
  return `${t('first.score', { value: scoreInWords(company.index, t) })} ${asSentence(rest)}`.trim();
}

const HOW_MUCH = { exact: 'first.share.exact', 'or-under': 'first.share.under', 'or-over': 'first.share.over' } as const;

function shareOfPeople(reach: ReleasedShare, t: Words): string {
  if (!reach.shown) return '';
  const [n, of] = partOf(reach.percent);
  return t('first.reach', { count: n, share: t(HOW_MUCH[reach.end], { part: t('first.part', { n, of }) }) });
}

/** The signal with the highest score, or all that share it. */
function mostOften(company: Cell, labels: Labels, t: Words): string {
  const rows = rankedRows(company);
  const [first] = rows;
  if (!first?.score.shown) return '';
  const names = signalsAlike(rows, first).map(({ id }) => inSentence(labels[id] ?? id));
  return t('first.mostOften', { signal: namesAlike(names, t) });
}

const FRACTIONS: readonly (readonly [n: number, of: number])[] = [
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((tenths) => [tenths, 10] as const),
  [1, 4],
  [3, 4],
  [1, 3],
  [2, 3],
];
/** In percent: further off than this, "about" would mislead. */
const NEAR_ENOUGH = 2.5;

/** A percentage as people say it, "3 in 10": the nearest plain fraction, or else in a hundred. */
export function partOf(percent: number): readonly [n: number, of: number] {
  const off = ([n, of]: readonly [number, number]) => Math.abs((100 * n) / of - percent);
  const nearest = FRACTIONS.reduce((best, next) => (off(next) < off(best) ? next : best));
  return off(nearest) <= NEAR_ENOUGH ? nearest : [Math.round(percent), 100];
}

function inSentence(label: string): string {
  return label.charAt(0).toLowerCase() + label.slice(1);
}

function asSentence(text: string): string {
  if (text === '') return '';
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return whole.endsWith('.') ? whole : `${whole}.`;
}
