import { cleanup, screen as page, render } from '@testing-library/react';
import type { Manifest } from '#shared/ballot/manifest.js';
import type { ReleasedScore } from '#shared/results/cell.js';
import type { PublicRound } from '../../client/src/ballot/check/look-up.js';
import { PublishedIndex } from '../../client/src/ballot/check/published.js';
import { words as en } from '../../client/src/ballot/language/en.js';
import { ReadingProvider } from '../../client/src/ballot/screens/reading.js';

afterEach(cleanup);

const shown = (parts: Partial<ReleasedScore> = {}): ReleasedScore =>
  ({ shown: true, mean: 34, end: 'exact', base: 1, interval: [32.93141, 35.06859], respondents: '50+', ...parts }) as ReleasedScore;

function show(index: ReleasedScore, outcome: 'results' | 'without-results' = 'results') {
  const manifest = { title: 'Spring round', timeZone: 'UTC', terms: { employeesSeeResultsFrom: '2030-03-29T08:00:00Z' } } as Manifest;
  const round = { manifest, index: { outcome, published: '2030-03-20', index, bands: [] } } as unknown as PublicRound;
  render(
    <ReadingProvider value={{ words: en, language: 'en' }}>
      <PublishedIndex round={round} />
    </ReadingProvider>,
  );
}

test('the index is told in whole points, its interval too: no decimals that nobody can mean', () => {
  show(shown());
  expect(page.getByText(/between 33 and 35/)).toBeTruthy();
});

test('without an interval the index stands alone, and a hidden one is no number', () => {
  show(shown({ interval: null }));
  expect(page.queryByText(/between/)).toBeNull();
  cleanup();
  show({ shown: false });
  expect(page.queryByText(/of 100/)).toBeNull();
  cleanup();
  show({ shown: false }, 'without-results');
  expect(page.getByText(en.check.withoutResults)).toBeTruthy();
});
