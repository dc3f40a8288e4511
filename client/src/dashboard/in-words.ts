import type { End, Interval, ReleasedScore, ReleasedShare } from '#shared/results/cell.js';
import type { Band, Change, Coefficient } from '#shared/results/snapshot.js';
import type { Words } from './language/words.js';

/** A whole number: what was released is no finer. */
export function whole(value: number, t: Words): string {
  return t('value.whole', { value: Math.round(value) });
}

function decimals(value: number, t: Words): string {
  return t('value.decimals', { value });
}

function ended(value: string, end: End, t: Words): string {
  if (end === 'or-under') return t('value.under', { value });
  return end === 'or-over' ? t('value.over', { value }) : value;
}

/** "34", "5 or under", "hidden". */
export function scoreInWords(score: ReleasedScore | undefined, t: Words): string {
  return score?.shown ? ended(whole(score.mean, t), score.end, t) : t('value.hidden');
}

/** "31 %", "10 % or under", "hidden". */
export function shareInWords(share: ReleasedShare | undefined, t: Words): string {
  return share?.shown ? ended(t('value.percent', { value: whole(share.percent, t) }), share.end, t) : t('value.hidden');
}

/** One share of a distribution. */
export function shareEndInWords(share: { percent: number; end: End } | undefined, t: Words): string {
  return share ? ended(t('value.percent', { value: whole(share.percent, t) }), share.end, t) : t('value.hidden');
}

/** "32 to 36", or that there is none. */
export function intervalInWords(interval: Interval | undefined, t: Words): string {
  return interval ? t('value.interval', { low: whole(interval[0], t), high: whole(interval[1], t) }) : t('value.noInterval');
}

/** A difference with its direction: "4 lower (better)". */
export function differenceInWords(difference: number, t: Words): string {
  const size = Math.abs(Math.round(difference));
  if (size === 0) return t('change.same');
  return t(difference < 0 ? 'change.lower' : 'change.higher', { points: size });
}

/** Whether it changed, in few words. Unclear is never called unchanged. */
export function changeInWords(change: Change | null | undefined, t: Words): string {
  if (!change) return t('change.firstRound');
  if (change.verdict === 'not-comparable') return t('change.notComparable');
  if (change.verdict === 'no-clear-change') return t('change.noClear');
  return differenceInWords(change.points, t);
}

/** The mark beside a bar: only for what changed clearly. */
export function markOf(change: Change | undefined, t: Words): string | null {
  if (change?.verdict !== 'lower' && change?.verdict !== 'higher') return null;
  return t(change.verdict === 'lower' ? 'change.markLower' : 'change.markHigher', { points: Math.abs(Math.round(change.points)) });
}

/** A change is called clear from so many points on (measurement: beyond chance and at least 5 points). */
const CLEAR_FROM = 5;

/** Of 2.8 standard errors those that four measured differences in five lie above, 0.84 below the true one. */
const FOUR_IN_FIVE = 0.84 / 2.8;

/**
 * What a difference must have been to be found four times in five, rounded up: never promising more than it keeps. It must measure the points
 * from which on it is called clear as well, which a true difference of just so many does half of the time.
 */
export function detectableInWords(detectable: number | null, t: Words): string {
  if (detectable === null) return t('numbers.noDetectable');
  const found = Math.ceil(detectable);
  if (found < CLEAR_FROM) return t('numbers.detectableSmall', { count: found, points: found, clear: CLEAR_FROM });
  const clear = Math.ceil(Math.max(detectable, CLEAR_FROM + FOUR_IN_FIVE * detectable));
  return t('numbers.detectable', { count: clear, points: clear });
}

/** "sometimes", or both ends where the interval crosses a border. */
export function bandsInWords(bands: readonly Band[], t: Words): string {
  const one = bands[0];
  const two = bands.at(-1);
  if (!one || !two) return '';
  return one === two ? t(`bands.${one}`) : t('numbers.orBand', { one: t(`bands.${one}`), two: t(`bands.${two}`) });
}

/** A coefficient as coarse as it was released, or why there is none. */
export function coefficientInWords({ value, interval, reason }: Coefficient, t: Words): string {
  if (value === null) return reason ? t(`quality.reasons.${reason}`) : t('value.none');
  if (!interval) return decimals(value, t);
  const within = t('value.interval', { low: decimals(interval[0], t), high: decimals(interval[1], t) });
  return t('value.decimalsWithin', { value: decimals(value, t), interval: within });
}
