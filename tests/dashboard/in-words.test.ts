import type { ReleasedScore } from '#shared/results/cell.js';
import { firstSentence, partOf } from '../../client/src/dashboard/first-sentence.js';
import {
  bandsInWords,
  changeInWords,
  coefficientInWords,
  detectableInWords,
  differenceInWords,
  intervalInWords,
  markOf,
  scoreInWords,
  shareInWords,
} from '../../client/src/dashboard/in-words.js';
import { wordsIn } from '../../client/src/dashboard/language/words.js';
import { rankedRows } from '../../client/src/dashboard/ranked-rows.js';
import { spread } from '../../client/src/dashboard/signals-figure.js';
import { aCell, aScore, aShare, HIDDEN } from './results.js';

const t = wordsIn('en');
const LABELS = { scapegoating: 'Finding someone to blame', silence: 'Silence', 'cc-storm': 'Copying everyone' };
const measured = { points: -4, interval: null, pAdjusted: 0.01, detectable: 6.2 } as const;

describe('numbers in words', () => {
  test('the coded ends of a range say that they are ends, not values', () => {
    expect(scoreInWords(aScore(5, { end: 'or-under' }), t)).toBe('5 or under');
    expect(scoreInWords(aScore(95, { end: 'or-over' }), t)).toBe('95 or over');
    expect(shareInWords(aShare(10, { end: 'or-under' }), t)).toBe('10 % or under');
  });

  test('what is hidden is called hidden, never 0', () => {
    expect(scoreInWords(HIDDEN, t)).toBe('hidden');
    expect(shareInWords(HIDDEN, t)).toBe('hidden');
    expect(scoreInWords(undefined, t)).toBe('hidden');
  });

  test('an interval that cannot be had is said to be missing', () => {
    expect(intervalInWords([31.6, 36.4], t)).toBe('32 to 36');
    expect(intervalInWords(null, t)).toBe('no interval');
  });

  test('a change says which direction is the better one', () => {
    expect(differenceInWords(-4, t)).toBe('4 lower (better)');
    expect(differenceInWords(6, t)).toBe('6 higher (worse)');
    expect(changeInWords({ verdict: 'lower', ...measured }, t)).toBe('4 lower (better)');
  });

  test('an unclear change is never called no change, and only a clear one is marked', () => {
    expect(changeInWords({ verdict: 'no-clear-change', ...measured }, t)).toBe('no clear change');
    expect(markOf({ verdict: 'no-clear-change', ...measured }, t)).toBeNull();
    expect(markOf({ verdict: 'not-comparable' }, t)).toBeNull();
    expect(markOf({ verdict: 'lower', ...measured }, t)).toBe('▼ 4 lower');
    expect(changeInWords(null, t)).toBe('no earlier round');
  });

  test('what would be found is rounded up, and the five points from which a change is called clear are named where they decide', () => {
    expect(detectableInWords(6.2, t)).toBe('A real change of 7 points or more would be found four times in five.');
    expect(detectableInWords(2.1, t)).toBe(
      'Two thresholds: a real change of 3 points would be found four times in five; “clear” begins at 5.',
    );
    expect(detectableInWords(null, t)).toBe('How small a change would be found cannot be said.');
  });

  test('a real change of just what is told to be found is beyond chance and five points four times in five', () => {
    // With a standard error of 5 / 2.8 a real change of 5 measures 5 or more half of the time, one of 6.5 four times in five.
    expect(detectableInWords(5, t)).toContain('of 7 points or more');
    expect(detectableInWords(4.3, t)).toContain('of 7 points or more');
    expect(detectableInWords(7.1, t)).toContain('of 8 points or more');
    expect(detectableInWords(9.5, t)).toContain('of 10 points or more');
  });

  test('both bands are named where the interval crosses a border', () => {
    expect(bandsInWords(['sometimes'], t)).toBe('sometimes');
    expect(bandsInWords(['sometimes', 'often'], t)).toBe('sometimes to often');
    expect(bandsInWords([], t)).toBe('');
  });

  test('a coefficient that is missing says why; a negative one is printed as it is', () => {
    expect(coefficientInWords({ value: null, interval: null, reason: 'negative-residual' }, t)).toBe('model does not fit');
    expect(coefficientInWords({ value: -0.12, interval: null, reason: null }, t)).toBe('-0.12');
    expect(coefficientInWords({ value: 0.854, interval: [0.8, 0.9], reason: null }, t)).toBe('0.85 (0.8 to 0.9)');
  });
});

describe('the first sentence', () => {
  test('says the index, how many see it, and what most', () => {
    const company = aCell({ silence: aScore(38), scapegoating: aScore(44), 'cc-storm': HIDDEN });
    expect(firstSentence(company, LABELS, t)).toBe(
      '34 of 100. About 3 in 10 people often see at least three of the eleven signals; most often: finding someone to blame.',
    );
  });

  test('names both signals when two are seen equally often', () => {
    const company = aCell({ silence: aScore(44), scapegoating: aScore(44) });
    expect(firstSentence(company, LABELS, t)).toMatch(/most often: silence and finding someone to blame\.$/);
  });

  test('passes over none of more that are seen equally often', () => {
    const company = aCell({ silence: aScore(40), scapegoating: aScore(40), 'cc-storm': aScore(40) });
    expect(firstSentence(company, LABELS, t)).toMatch(/most often: silence and 2 others equally\.$/);
    expect(firstSentence(company, LABELS, wordsIn('he'))).toMatch(/ ועוד שני סימנים באותה מידה\.$/);
  });

  test('leaves out what is hidden, and says so when it is the index', () => {
    const company = aCell({ silence: aScore(44) }, { reach: HIDDEN });
    expect(firstSentence(company, LABELS, t)).toBe('34 of 100. Most often: silence.');
    expect(firstSentence(aCell({}, { index: HIDDEN }), LABELS, t)).toBe('The index cannot be shown without risk to those who answered.');
  });

  test('does not make a value of a coded end', () => {
    const company = aCell({ silence: aScore(44) }, { reach: aShare(10, { end: 'or-under' }) });
    expect(firstSentence(company, LABELS, t)).toContain('At most about 1 in 10 people');
    // "10 % or under" is what up to 15 in 100 round to.
    expect(firstSentence(company, LABELS, wordsIn('he'))).toContain('לכל היותר כ־1 מכל 10 אנשים');
  });

  test.each([
    [31, 3, 10],
    [26, 1, 4],
    [34, 1, 3],
    [15, 15, 100],
    [2, 2, 100],
    [98, 98, 100],
    [50, 5, 10],
  ])('%i %% reads as %i in %i', (percent, n, of) => {
    expect(partOf(percent)).toEqual([n, of]);
  });

  test('no fraction is further than 2.5 points from what was released', () => {
    for (let percent = 0; percent <= 100; percent += 1) {
      const [n, of] = partOf(percent);
      expect(Math.abs((100 * n) / of - percent)).toBeLessThanOrEqual(2.5);
    }
  });
});

test('signals are ranked by score, equal ones in their own order, hidden ones last', () => {
  const cell = aCell({ a: HIDDEN, b: aScore(30), c: aScore(41), d: aScore(30) });
  expect(rankedRows(cell).map(({ id }) => id)).toEqual(['c', 'b', 'd', 'a']);
});

describe('the sentence over the ranked signals', () => {
  const said = (signals: Record<string, ReleasedScore>, words = t) => spread(rankedRows(aCell(signals)), LABELS, words);

  test('names the one seen most and the one seen least', () => {
    expect(said({ silence: aScore(44), 'cc-storm': aScore(20), scapegoating: aScore(30) })).toBe(
      'Silence is seen most often (44), Copying everyone least (20).',
    );
  });

  test('names all that share an end of the ranking, coarse as the scores of few are', () => {
    expect(said({ silence: aScore(45), scapegoating: aScore(45), 'cc-storm': aScore(20) })).toBe(
      'Seen most often: Silence and Finding someone to blame (45); least often: Copying everyone (20).',
    );
    expect(said({ silence: aScore(45), a: aScore(20), b: aScore(20), c: aScore(20) })).toBe(
      'Seen most often: Silence (45); least often: a and 2 others equally (20).',
    );
  });

  test('calls none the most and none the least where all are alike', () => {
    const low = aScore(5, { end: 'or-under' });
    expect(said({ silence: low, scapegoating: low, 'cc-storm': low })).toBe('All that can be shown are seen equally often (5 or under).');
    expect(said({ silence: low, scapegoating: low }, wordsIn('he'))).toMatch(/באותה מידה \(5 או פחות\)/);
  });

  test('says that the others are hidden, and when all are', () => {
    expect(said({ silence: aScore(45), 'cc-storm': HIDDEN })).toBe('Silence: 45. The others cannot be shown.');
    expect(said({ silence: HIDDEN })).toMatch(/^No signal can be shown/);
  });
});

describe('in Hebrew', () => {
  const he = wordsIn('he');

  test('numbers, intervals and shares read in their order', () => {
    expect(intervalInWords([31.6, 36.4], he)).toBe('32 עד 36');
    expect(shareInWords(aShare(10, { end: 'or-under' }), he)).toBe('10% או פחות');
    expect(coefficientInWords({ value: 0.854, interval: [-0.1, 0.9], reason: null }, he)).toBe('0.85 (\u200e-0.1 עד 0.9)');
    expect(differenceInWords(-4, he)).toBe('נמוך ב־4 (טוב יותר)');
  });

  test('one and two of a thing have forms of their own', () => {
    expect(detectableInWords(1, he)).toContain('של נקודה אחת היה');
    expect(detectableInWords(1.4, he)).toContain('של שתי נקודות היה');
    expect(detectableInWords(6.2, he)).toContain('של 7 נקודות או יותר');
  });

  test('the first sentence says the index, how many see it, and what most', () => {
    const labels = { scapegoating: 'חיפוש אשמים', silence: 'שתיקה' };
    expect(firstSentence(aCell({ silence: aScore(44), scapegoating: aScore(44) }), labels, he)).toBe(
      '34 מתוך 100. כ־3 מכל 10 אנשים רואים לעיתים קרובות לפחות שלושה מאחד־עשר הסימנים; יותר מכול: שתיקה וחיפוש אשמים.',
    );
  });
});

test.each([t, wordsIn('he')])(
  'a number after a name of another script is not read as part of it: foot of pictures, cells, rounds compared',
  (words) => {
    const round = 'Acme אביב';
    const said = [
      ...(['foot', 'footAnswers', 'footHeat', 'footHeatHidden'] as const).map((foot) => words(`figure.${foot}`, { round })),
      words('trend.against', { title: round, since: round, verdict: '4' }),
      words('heat.cell', { unit: round, signal: 'x', value: '4', interval: '' }),
    ];
    for (const text of said) {
      expect(text).toContain(`\u2068${round}\u2069`);
      expect(text.replaceAll(`\u2068${round}\u2069`, '')).not.toContain(round);
    }
  },
);

test('a number of thousands is written as the language does', () => {
  expect(t('numbers.responseUnit', { counted: 9001, roll: 12_345 })).toBe('9,001 of 12,345 invited');
  expect(t('numbers.responseUnitAdded', { counted: 44, roll: 60, additions: 1 })).toBe('44 of 60 invited, 1 added');
  expect(detectableInWords(1, t)).toBe('Two thresholds: a real change of 1 point would be found four times in five; “clear” begins at 5.');
});
