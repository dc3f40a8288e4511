import { jest } from '@jest/globals';
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import type { ChartConfiguration, Plugin } from 'chart.js';
import type { TrendPoint } from '#shared/contract/results.js';
import type { Snapshot, SnapshotResults } from '#shared/results/snapshot.js';
import type { Picture } from '../../client/src/charts/picture-file.js';
import { aServer } from '../office/fake-server.js';
import { aMe, openOffice } from '../office/office-page.js';
import { aSnapshot, BEFORE, NOW, publishedRounds, unclear } from './published-round.js';

/* Charts are not drawn here: what they would write is read from what they are told. */
const drawn: ChartConfiguration[] = [];
const pictures: Picture[] = [];
jest.unstable_mockModule('../../client/src/charts/chart-js.js', () => ({
  Chart: class {
    constructor(_: unknown, config: ChartConfiguration) {
      drawn.push(config);
    }
    destroy() {}
  },
}));
jest.unstable_mockModule('../../client/src/charts/picture-file.js', () => ({
  pictureOf: (picture: Picture) => pictures.push(picture),
  keepFile: () => {},
}));

beforeEach(() => {
  drawn.length = 0;
  pictures.length = 0;
});
afterEach(cleanup);

function serve(rounds: readonly TrendPoint[], snapshot?: Snapshot) {
  aServer({
    'GET /api/session': { json: aMe('executive', 'hr') },
    'GET /api/results': { json: { rounds } },
    'GET /api/rounds': { json: { rounds: [] } },
    ...(snapshot
      ? { [`GET /api/results/${snapshot.round}`]: { json: { snapshot, employeesSeeResultsFrom: '2026-12-01T08:00:00Z' } } }
      : {}),
  });
  openOffice('/results', 'he');
}

async function open(results: Partial<SnapshotResults> | null, rest: Partial<Omit<Snapshot, 'results'>> = {}): Promise<void> {
  const snapshot = aSnapshot(rest, results);
  const now = { form: snapshot.form, outcome: snapshot.outcome };
  serve(
    publishedRounds().map((point) => (point.round === NOW ? { ...point, ...now } : point)),
    snapshot,
  );
  await screen.findByRole('heading', { level: 1, name: 'סתיו' });
  await within(screen.getByRole('main')).findAllByRole('heading', { level: 2 });
}

const SPOKEN = ['aria-label', 'aria-valuetext', 'title', 'alt', 'placeholder'];

/** Everything on the page that is read or read out, and everything that charts and pictures write. */
function everythingSaid(): string[] {
  const places = [screen.queryByRole('main'), screen.queryByRole('dialog')].filter((place) => place !== null);
  const elements = places.flatMap((place) => [...place.querySelectorAll('*')]);
  return [
    ...places.map((place) => place.textContent ?? ''),
    ...elements.flatMap((element) => SPOKEN.map((name) => element.getAttribute(name) ?? '')),
    ...drawn.flatMap(written),
    ...pictures.flatMap(({ title, sentence, foot, draw }) => [title, sentence, foot, ...written(draw(THEME_OF_NOTHING))]),
  ];
}

const THEME_OF_NOTHING = { heat: [], direction: 'rtl', font: 'x' } as unknown as Parameters<Picture['draw']>[0];

/** What a chart writes: legend, ticks and what its own plugins add. */
function written({ data, options, plugins = [] }: ChartConfiguration): string[] {
  const texts = data.datasets.map(({ label }) => label ?? '');
  for (const scale of Object.values(options?.scales ?? {})) {
    const { callback } = (scale?.ticks ?? {}) as { callback?: (value: number, at: number) => string | string[] };
    for (let at = 0; callback && at < 12; at += 1) texts.push([callback.call({ chart: { width: 900 } }, at, at)].flat().join(' '));
  }
  const ctx = {
    save() {},
    restore() {},
    beginPath() {},
    rect() {},
    clip() {},
    moveTo() {},
    lineTo() {},
    stroke() {},
    measureText: () => ({ width: 9 }),
  };
  const pen = { ...ctx, fillText: (text: string) => texts.push(text) };
  const scale = { getPixelForValue: (value: number) => value };
  const chart = { ctx: pen, scales: { x: scale, y: scale }, chartArea: { left: 0, right: 900, width: 900, height: 400, bottom: 400 } };
  for (const plugin of plugins as Plugin[]) plugin.afterDatasetsDraw?.(chart as never, {} as never, {} as never, false as never);
  return texts.filter((text) => text !== 'undefined');
}

/** A unit's own name, formats of files and names of coefficients, which are so written in Hebrew too. */
const ASIDE = new Set(['Sales', 'PNG', 'PDF', 'ICC', 'rwg']);
const latinWords = () => {
  const words = everythingSaid().flatMap((text) => text.match(/\p{Script=Latin}+/gu) ?? []);
  return [...new Set(words)].filter((word) => !ASIDE.has(word));
};

const press = (name: RegExp) => {
  for (const button of screen.getAllByRole('button', { name })) fireEvent.click(button);
};

test('a published round says nothing in another language: page, tables, charts and pictures', async () => {
  await open({});
  expect(
    screen.getByText('34 מתוך 100. כ־1 מכל 10 אנשים רואה לעיתים קרובות לפחות שלושה מאחד־עשר הסימנים; יותר מכול: כולם מכותבים.'),
  ).toBeDefined();
  press(/PNG/);
  await Promise.resolve();
  expect([drawn.length >= 3, pictures.length]).toEqual([true, 4]);
  expect(everythingSaid().length).toBeGreaterThan(200);
  expect(latinWords()).toEqual([]);
  press(/כטבלה/);
  expect(latinWords()).toEqual([]);
});

test('a unit, and why its number is hidden', async () => {
  await open({});
  fireEvent.click(screen.getByRole('button', { name: /היחידות שמתחת: \u2068Sales/ }));
  fireEvent.click(screen.getByRole('button', { name: 'Sales' }));
  expect(screen.getByRole('heading', { name: /מה רואים הכי הרבה: .Sales/ })).toBeDefined();
  press(/PNG/);
  fireEvent.click(screen.getByRole('button', { name: 'שתיקה, \u2068דלפק\u2069: מוסתר. למה?' }));
  expect(screen.getByRole('dialog').textContent).toContain('למה זה מוסתר?');
  expect(latinWords()).toEqual([]);
});

const before = { since: { round: BEFORE, form: 'core' as const }, signals: {}, units: {}, unitSignals: {} };
const nothing = { bands: [], nonResponse: null, weighted: null, reliability: null, careless: null, customerImpact: [] };

test.each<[string, Partial<SnapshotResults> | null, Partial<Snapshot>]>([
  ['a first round', { changes: null, company: nothing, standsOut: {} }, {}],
  ['a change that is not clear', { changes: { ...before, index: unclear(1.6) } }, {}],
  ['rounds that cannot be compared', { changes: { ...before, index: { verdict: 'not-comparable' } } }, { form: 'pulse' }],
  ['a round without results', null, {}],
])('%s', async (_, results, rest) => {
  await open(results, rest);
  expect(latinWords()).toEqual([]);
});

test('nothing published yet', async () => {
  serve([]);
  await screen.findByText('עוד לא פורסם דבר');
  expect(latinWords()).toEqual([]);
});

test('numbers of thousands, dates and ends of ranges are written as Hebrew writes them, and none is turned round', async () => {
  await open({});
  const page = screen.getByRole('main');
  expect(page.textContent).toContain('9,001 מתוך 12,345 מוזמנים, נוספו 2');
  expect(page.textContent).toContain('21 באוק׳ 2026 עד 4 בנוב׳ 2026');
  expect(screen.getByTitle('5 או פחות').textContent).toBe('\u2066≤ 5\u2069');
  expect(within(screen.getByRole('list', { name: 'ציון' })).getByText('\u206610–19\u2069')).toBeDefined();
  expect(page.textContent).toContain('מעבר למקריות (\u200e−9 עד \u200e−3).');
});
