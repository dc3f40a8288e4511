import { RoundDraft } from '#shared/contract/rounds.js';
import { instantOf, momentsIn, wallTimeOf } from '../../client/src/office/moments.js';
import { defaultDraft } from '../../client/src/rounds/wizard/default-draft.js';
import { addDays, shiftLike } from '../../client/src/rounds/wizard/shift.js';

const BERLIN = 'Europe/Berlin';

test('a wall-clock time of the organisation is one moment, whatever zone the browser is in', () => {
  expect(instantOf('2026-07-01T09:00', BERLIN)).toBe('2026-07-01T07:00:00Z');
  expect(instantOf('2026-12-01T09:00', BERLIN)).toBe('2026-12-01T08:00:00Z');
  expect(wallTimeOf('2026-12-01T08:00:00Z', BERLIN)).toBe('2026-12-01T09:00');
  expect(instantOf('', BERLIN)).toBeUndefined();
});

test('a new draft opens tomorrow at nine, keeps its order, and could be launched', () => {
  const draft = { ...defaultDraft(new Date('2026-10-12T21:30:00Z'), BERLIN, 'everyone'), title: 'Autumn' };
  expect(draft.opens).toBe('2026-10-13T07:00:00Z');
  // Two weeks later the clocks have been put back: five in the afternoon is an hour later in UTC.
  expect(draft.closes).toBe('2026-10-27T16:00:00Z');
  const times = [draft.opens, draft.mayCloseFrom, draft.closes, draft.mayExtendTo, draft.employeesSeeResultsFrom];
  expect([...times].sort()).toEqual(times);
  expect(RoundDraft.parse(draft)).toEqual(draft);
});

test('limits follow the close, and days keep the wall clock over a change of the clocks', () => {
  const aDayAndAnHour = { from: '2026-12-01T16:00:00Z', to: '2026-12-02T17:00:00Z' };
  expect(shiftLike('2026-12-08T16:00:00Z', aDayAndAnHour, BERLIN)).toBe('2026-12-09T17:00:00Z');
  expect(addDays('2026-10-24T15:00:00Z', 1, BERLIN)).toBe('2026-10-25T16:00:00Z');
});

test('a close that moves over a change of the clocks leaves the limits at their time of day', () => {
  // From Friday 27 March to Tuesday the 31st, both at five in the afternoon: the limit, the 20th at five, is now the 24th at five.
  const overSummerTime = { from: '2026-03-27T16:00:00Z', to: '2026-03-31T15:00:00Z' };
  expect(wallTimeOf(shiftLike('2026-03-20T16:00:00Z', overSummerTime, BERLIN), BERLIN)).toBe('2026-03-24T17:00');
  expect(wallTimeOf(shiftLike('2026-04-03T15:00:00Z', overSummerTime, BERLIN), BERLIN)).toBe('2026-04-07T17:00');
  const back = { from: overSummerTime.to, to: overSummerTime.from };
  expect(shiftLike('2026-03-24T16:00:00Z', back, BERLIN)).toBe('2026-03-20T16:00:00Z');
});

test('moments are read in the organisation’s zone, with weekday and zone', () => {
  expect(momentsIn('en', BERLIN).full('2026-12-01T23:30:00Z')).toBe('Wed, 2 Dec 2026, 00:30 CET');
  expect(momentsIn('en', BERLIN).day('2026-12-01')).toBe('1 Dec 2026');
});

test('a short time has its zone where the clock of the reader shows another time', () => {
  const at = '2026-12-01T23:30:00Z';
  expect(momentsIn('en', BERLIN, 'Europe/Paris').short(at)).toBe('2 Dec 2026, 00:30');
  expect(momentsIn('en', BERLIN, 'Asia/Jerusalem').short(at)).toBe('2 Dec 2026, 00:30 CET');
  expect(momentsIn('he', BERLIN, 'Asia/Jerusalem').short(at)).toMatch(/00:30 \S+$/);
});
