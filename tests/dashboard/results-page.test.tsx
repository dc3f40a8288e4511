import { jest } from '@jest/globals';
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { Role } from '#shared/contract/roles.js';
import type { ReleasedScore } from '#shared/results/cell.js';
import type { Snapshot, SnapshotResults } from '#shared/results/snapshot.js';
import type { Picture } from '../../client/src/charts/picture-file.js';
import { aManifest } from '../ballot-page/fake-round.js';
import { aServer, problem } from '../office/fake-server.js';
import { aMe, openOffice } from '../office/office-page.js';
import { aSnapshot, BEFORE, NOW, publishedRounds, unclear } from './published-round.js';
import { aCell, aScore } from './results.js';

/* What would be drawn is not drawn here: pictures are kept as they were asked for. */
const pictures: Picture[] = [];
jest.unstable_mockModule('../../client/src/charts/chart-js.js', () => ({
  Chart: class {
    destroy() {}
  },
}));
jest.unstable_mockModule('../../client/src/charts/picture-file.js', () => ({
  pictureOf: (picture: Picture) => pictures.push(picture),
  keepFile: () => {},
}));
beforeEach(() => void pictures.splice(0));
afterEach(cleanup);

describe('who may not read what is published', () => {
  const round = (id: string, title: string, publishedAt: string | null) => ({
    ...{
      id,
      title,
      form: 'core',
      state: publishedAt ? 'published' : 'open',
      opens: '2026-10-01T08:00:00Z',
      closes: '2026-10-14T08:00:00Z',
    },
    ...{ publishedAt, code: 'AAAA', manifestHash: 'ab'.repeat(32) },
  });
  const terms = (title: string) => ({
    json: {
      ...{ hash: 'ab'.repeat(32), code: 'AAAA', stewards: [], events: [] },
      manifest: aManifest({ title, terms: { ...aManifest().terms, readers: ['executive', 'hr'] } }),
    },
  });
  function asSteward(rounds: ReturnType<typeof round>[], at = '/results') {
    aServer({
      'GET /api/session': { json: aMe('steward') },
      'GET /api/results': { json: { rounds: [] } },
      'GET /api/rounds': { json: { rounds } },
      [`GET /api/rounds/${BEFORE}/terms`]: terms('First survey'),
      [`GET /api/rounds/${NOW}/terms`]: terms('Second survey'),
      [`GET /api/results/${NOW}`]: problem(403, 'not-permitted', { remedy: 'The terms name: executive, hr.' }),
    });
    openOffice(at);
  }

  test('is told that it is published, and who reads it, in words', async () => {
    asSteward([round(BEFORE, 'First survey', '2026-08-24T09:00:00Z'), round(NOW, 'Second survey', '2026-11-09T09:00:00Z')]);
    await waitFor(() => expect(screen.getAllByText(/read by Executive, HR/)).toHaveLength(2));
    expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      'Second survey: read by Executive, HR',
      'First survey: read by Executive, HR',
    ]);
    expect(screen.queryByText('Nothing has been published yet')).toBeNull();
  });

  test('is told the same at the address of the round', async () => {
    asSteward([], `/results/${NOW}`);
    await screen.findByText(/read by Executive, HR/);
    expect(document.body.textContent).not.toContain('executive, hr');
  });

  test('reads that nothing is published only where nothing is', async () => {
    asSteward([round(NOW, 'Second survey', null)]);
    await screen.findByText('Nothing has been published yet');
  });
});

async function open(
  results: Partial<SnapshotResults> = {},
  rest: Partial<Omit<Snapshot, 'results'>> = {},
  role: Role = 'executive',
  rounds = publishedRounds(),
) {
  const snapshot = aSnapshot(rest, results);
  const { calls } = aServer({
    'GET /api/session': { json: aMe(role) },
    'GET /api/results': { json: { rounds } },
    [`GET /api/results/${snapshot.round}`]: { json: { snapshot, employeesSeeResultsFrom: '2026-12-01T08:00:00Z' } },
  });
  openOffice('/results');
  await screen.findByRole('heading', { name: 'Where it is seen' });
  return calls;
}

describe('the dashboard', () => {
  test('coming back to the window reads no results anew: each reading is entered under the reader’s name', async () => {
    const calls = await open();
    const read = (row: string) => calls.filter((call) => call.row === row).length;
    const later = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 120_000);
    fireEvent(window, new Event('visibilitychange'));
    await waitFor(() => expect(read('GET /api/session')).toBeGreaterThan(1));
    later.mockRestore();
    expect(read('GET /api/results')).toBe(1);
  });

  test('how far its numbers can be trusted is open on paper, and afterwards as it was', async () => {
    await open();
    const details = screen.getByText('How far these numbers can be trusted').closest('details');
    expect(details?.open).toBe(false);
    fireEvent(window, new Event('beforeprint'));
    expect(details?.open).toBe(true);
    fireEvent(window, new Event('afterprint'));
    expect(details?.open).toBe(false);
  });

  test('answers open on the signal seen most often, and with a unit on that unit’s', async () => {
    const signals = aSnapshot().results?.cells.all?.signals ?? {};
    const mostly = (id: string, mean: number) => ({ ...signals, ...aCell({ [id]: aScore(mean) }).signals });
    const cells = aSnapshot().results?.cells ?? {};
    await open({
      cells: { ...cells, all: aCell({}, { signals: mostly('scapegoating', 60) }), desk: aCell({}, { signals: mostly('silence', 70) }) },
    });
    expect(screen.getByRole('heading', { name: 'How people answered: Finding someone to blame' })).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'דלפק' }));
    expect(screen.getByRole('heading', { name: /How people answered: Silence, / })).toBeDefined();
    fireEvent.change(screen.getByLabelText('Signal'), { target: { value: 'scapegoating' } });
    expect(screen.getByRole('heading', { name: /How people answered: Finding someone to blame, / })).toBeDefined();
    expect(document.body.textContent).toContain('How answers spread is shown from 100 answers on.');
    expect(document.body.textContent).not.toContain('from 20');
  });

  test('where no spread of answers is shown there are the statements and their scores, and no empty chart or picture', async () => {
    await open();
    fireEvent.click(screen.getByRole('button', { name: 'דלפק' }));
    const figure = screen.getByRole('figure', { name: /^How people answered/ });
    expect(within(figure).queryByRole('button')).toBeNull();
    expect(within(figure).queryByRole('img')).toBeNull();
    expect(within(figure).getAllByRole('row')).toHaveLength(4);
    expect(within(figure).getAllByRole('columnheader')).toHaveLength(2);
  });

  test('hatching is explained where something is hatched, and nowhere else; the picture names rows as the page does', async () => {
    await open();
    const save = () => fireEvent.click(screen.getByRole('button', { name: 'Save “Where it is seen” as a picture (PNG)' }));
    save();
    expect(pictures.at(-1)?.foot).toContain('hatched');
    const shown = aSnapshot();
    cleanup();
    const cells = Object.fromEntries(shown.units.map(({ id }) => [id, shown.results?.cells.all as never]));
    await open({ cells });
    save();
    expect(pictures.at(-1)?.foot).not.toContain('hatched');
    expect(screen.queryByText('hidden', { selector: 'li' })).toBeNull();
    const theme = { heat: [], direction: 'ltr', font: 'x' } as unknown as Parameters<Picture['draw']>[0];
    const rows = pictures.at(-1)?.draw(theme).options?.scales?.y?.ticks as unknown as { callback: (at: number) => string };
    expect(rows.callback(0)).toBe('Whole company');
  });

  test('of many units that stand out the first are listed and the others are one click away, each with the units above it', async () => {
    const many = Array.from({ length: 60 }, (_, at) => [
      { id: `site${at}`, name: `Site ${at}`, parent: 'all', depth: 1, roll: 40 },
      { id: `night${at}`, name: 'Night shift', parent: `site${at}`, depth: 2, roll: 40 },
    ]).flat();
    const { units } = aSnapshot();
    const { cells, items } = aSnapshot().results as SnapshotResults;
    const company = units.slice(0, 1);
    const all = Object.fromEntries(many.map(({ id }) => [id, cells.all as never]));
    const out = Object.fromEntries(
      many.filter(({ depth }) => depth === 2).map(({ id }) => [id, { verdict: 'higher' as const, points: 9, pAdjusted: 0.01, drift: 0.2 }]),
    );
    await open(
      {
        cells: { ...cells, ...all },
        items: { ...items, ...Object.fromEntries(many.map(({ id }) => [id, items.few as never])) },
        standsOut: out,
      },
      { units: [...company, ...many] },
    );
    const lines = screen.getAllByText(/9 higher than the rest/).map((line) => line.textContent ?? '');
    expect(new Set(lines).size).toBe(60);
    expect(lines[7]).toBe('Site 7 / Night shift: 9 higher than the rest');
    const others = screen.getByText('52 more').closest('details');
    expect([others?.open, others?.querySelectorAll('li').length]).toEqual([false, 52]);
  });

  test('between a core round and a pulse one it says what was compared, for the two indices differ by something else', async () => {
    const compared = 'On the eleven statements of both forms.';
    await open();
    expect(document.body.textContent).not.toContain(compared);
    cleanup();
    await open({}, { form: 'pulse' });
    expect(screen.getAllByText(new RegExp(compared))).toHaveLength(2);
  });

  test('the trend of a company too small for intervals does not claim any', async () => {
    await open();
    expect(document.body.textContent).toContain('The index over 3 published rounds, with 95 % intervals.');
    cleanup();
    const withoutInterval = (index: ReleasedScore) => (index.shown ? { ...index, interval: null } : index);
    const without = publishedRounds().map((round) => ({ ...round, index: withoutInterval(round.index) }));
    await open({}, {}, 'executive', without);
    expect(document.body.textContent).toContain('The index over 3 published rounds; no interval can be given.');
  });

  test('an interval beyond chance never seems to touch 0', async () => {
    const changes = (low: number, high: number) => ({
      ...(aSnapshot().results as SnapshotResults).changes,
      index: { verdict: 'lower', points: -5, interval: [low, high], pAdjusted: 0.04, detectable: 6 },
    });
    await open({ changes: changes(-9.7, -0.27) as never });
    expect(document.body.textContent).toContain('Beyond chance (−10 to −0.3).');
    cleanup();
    await open({ changes: changes(-9.2, -0.8) as never });
    expect(document.body.textContent).toContain('Beyond chance (−9 to −1).');
  });

  test('where signals alone are shown below the company, it does not say that nothing can be shown', async () => {
    const { cells } = aSnapshot().results as SnapshotResults;
    const hidden = Object.fromEntries(Object.keys(cells).map((id) => [id, cells.few as never]));
    const nothing = 'Below the company nothing can be shown';
    await open({ cells: { ...hidden, all: cells.all as never } });
    expect(document.body.textContent).toContain(nothing);
    cleanup();
    const desk = { ...cells.desk, index: { shown: false } } as never;
    await open({ cells: { ...hidden, all: cells.all as never, desk } });
    expect(document.body.textContent).not.toContain(nothing);
  });

  test('no unit stands out by its index: that is said of the index, and the furthest single cell is named', async () => {
    const { cells } = aSnapshot().results as SnapshotResults;
    const desk = { ...cells.desk, signals: { ...cells.desk?.signals, ...aCell({ scapegoating: aScore(65) }).signals } } as never;
    const alike = { verdict: 'no-clear-difference', points: 2, pAdjusted: 0.4, drift: null } as const;
    await open({ standsOut: { sales: alike, desk: alike }, cells: { ...cells, desk } });
    expect(screen.getByText(/No unit’s index differs clearly/)).toBeDefined();
    const company = cells.all?.signals.scapegoating?.score;
    expect(document.body.textContent).toContain(
      `Finding someone to blame in \u2068דלפק\u2069, 65 against ${company?.shown && company.mean}. One cell of many: it may be chance.`,
    );
  });

  test('where nothing could be tested it says that, not that nothing differs or changed clearly', async () => {
    const untested = { verdict: 'no-clear-difference', points: 9, pAdjusted: null, drift: null } as const;
    const changes = {
      ...{ since: { round: BEFORE, form: 'core' }, index: unclear(6), unitSignals: {} },
      signals: { silence: { verdict: 'not-comparable' } },
      units: { sales: { verdict: 'no-clear-change', points: 9, interval: null, pAdjusted: null, detectable: null } },
    };
    await open({ standsOut: { desk: untested }, changes: changes as never });
    for (const said of [
      'No signal could be compared with that',
      'No unit could be compared with that',
      'No unit’s index could be compared',
    ])
      expect(document.body.textContent).toContain(said);
    expect(document.body.textContent).not.toMatch(/(changed|differs) clearly/);
  });

  test('a company of one unit is not told that what lies below it is hidden', async () => {
    const [company] = aSnapshot().units;
    await open({ standsOut: {} }, { units: company ? [company] : [] });
    expect(document.body.textContent).toContain('The whole company is one unit: there is nothing below it to compare.');
    expect(document.body.textContent).not.toContain('Below the company nothing can be shown');
  });
});
