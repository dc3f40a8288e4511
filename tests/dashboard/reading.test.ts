import type { TrendPoint } from '#shared/contract/results.js';
import { wordsIn } from '../../client/src/dashboard/language/words.js';
import { oldestFirst, readingOf } from '../../client/src/dashboard/reading.js';
import { scaleIn, statementIn } from '../../client/src/dashboard/statements.js';
import { trendPlaces } from '../../client/src/dashboard/trend-places.js';
import { aSnapshot } from './published-round.js';
import { aScore, HIDDEN } from './results.js';

const t = wordsIn('en');
const unclear = { verdict: 'no-clear-change', points: 1, interval: null, pAdjusted: null, detectable: null } as const;

function aRound(rest: Partial<TrendPoint> = {}): TrendPoint {
  return {
    round: '1'.repeat(32),
    title: 'Spring',
    form: 'core',
    published: '2026-03-01',
    outcome: 'results',
    index: aScore(34),
    change: unclear,
    ...rest,
  };
}

describe('the rounds of the trend', () => {
  const joins = (...rounds: TrendPoint[]) => trendPlaces(rounds, (day) => day, t).map(({ joined }) => joined);

  test('are joined only where the same questions were asked and may be compared', () => {
    expect(joins(aRound({ change: null }), aRound())).toEqual([false, true]);
    expect(joins(aRound(), aRound({ form: 'pulse' }))[1]).toBe(false);
    expect(joins(aRound(), aRound({ change: { verdict: 'not-comparable' } }))[1]).toBe(false);
    expect(joins(aRound(), aRound({ change: null }))[1]).toBe(false);
  });

  test('say in words when one was published without results, and draw nothing for it', () => {
    const [place] = trendPlaces([aRound({ outcome: 'without-results', index: HIDDEN, change: null })], (day) => day, t);
    expect(place).toMatchObject({ mean: null, interval: null, value: 'without results' });
  });

  test('stand oldest first, whatever order they came in', () => {
    const rounds = [aRound({ published: '2026-09-01' }), aRound({ published: '2026-03-01' })];
    expect(oldestFirst(rounds).map(({ published }) => published)).toEqual(['2026-03-01', '2026-09-01']);
  });
});

describe('statements', () => {
  test('are read as employees read them, with their keying', () => {
    expect(statementIn('cc-storm-3', 'en')).toEqual({
      id: 'cc-storm-3',
      text: 'Messages went only to those who needed them.',
      reversed: true,
    });
    expect(scaleIn('en')).toEqual(['Never', 'Rarely', 'Sometimes', 'Often', 'Almost always']);
  });

  test('that this program does not know go by their id', () => {
    expect(statementIn('tomorrow-1', 'en')).toEqual({ id: 'tomorrow-1', text: 'tomorrow-1', reversed: false });
  });

  test('a language that is not complete reads English', () => {
    expect(scaleIn('de')).toEqual(scaleIn('en'));
  });
});

test('units whose people are attached to them directly are named in the language of the reader', () => {
  const stored = aSnapshot();
  const units = stored.units.map((unit) => ({ ...unit, name: `${unit.name} (direct)` }));
  const names = readingOf({ ...stored, units }, [], 'he')?.snapshot.units.map(({ name }) => name) ?? [];
  expect(names.filter((name) => name.includes('direct'))).toEqual([]);
  expect(names.filter((name) => name.includes('(ישירות)'))).toHaveLength(units.length);
});
