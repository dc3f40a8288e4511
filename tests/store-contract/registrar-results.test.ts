import type { ClosingRecord, Publication } from '#server/storage/port/registrar/results.js';
import type { Registrar } from '#server/storage/port/registrar.js';
import type { Bulletin } from '#shared/ballot/bulletin.js';
import { canonicalJson } from '#shared/ballot/canonical.js';
import type { Hash } from '#shared/ballot/manifest.js';
import type { ReleasedTuples } from '#shared/results/released-tuples.js';
import type { Snapshot } from '#shared/results/snapshot.js';
import { aRound, aUnit } from '../builders/ballots.js';
import { describeEachEngine, type Stores } from './engines.js';

const MOMENT = '2026-03-13T16:00:00.000Z';
const totals = { roll: 20, collected: 12, counted: 11, replacements: 1, additions: 0, notMe: 0 };

function aPublication(parts: Partial<Publication> = {}): Publication {
  const round = parts.round ?? aRound();
  const manifest = `${round}${round}` as Hash;
  const { notMe: _, ...published } = totals;
  const snapshot: Snapshot = {
    ...{ version: 1, round, manifest, title: 'Spring', form: 'core', k: 5, opened: '2026-03-02', closed: '2026-03-13' },
    ...{ published: '2026-03-13', totals: published, signals: [], units: [], outcome: 'without-results', results: null },
  };
  const bulletin: Bulletin = { format: 'candour-bulletin-1', round, manifest, totals, ballots: { scored: [manifest] } };
  const tuples: ReleasedTuples = { version: 1, round, forms: [] };
  const times = { publishedAt: '2026-03-13T16:00:00.000Z', answersUntil: '2026-03-27T16:00:00.000Z' };
  return { organisation: 'a', round, manifest, snapshot, tuples, bulletin, ...times, ...parts };
}

describeEachEngine('results in the registrar', ({ open }) => {
  let registrar: Registrar;
  let stores: Stores;
  beforeEach(async () => {
    stores = await open();
    registrar = await stores.registrar();
  });

  test('a closing record is read as it was last kept', async () => {
    const { results } = registrar;
    const record: ClosingRecord = {
      round: aRound(),
      organisation: 'a',
      stoppedAt: MOMENT,
      step: 'stop',
      totals: null,
      units: [],
    };
    expect(await results.readClosing(record.round)).toBeUndefined();
    expect(await results.keepClosing(record, null)).toBe(true);
    expect(await results.readClosing(record.round)).toEqual(record);
    const units = [{ unit: aUnit('sales'), replacements: 1, additions: 0, counted: { scored: 11 }, publicKeys: { scored: 'AAAA' } }];
    const later: ClosingRecord = { ...record, step: 'count', totals, units };
    expect(await results.keepClosing(later, 'stop')).toBe(true);
    expect(await results.readClosing(record.round)).toEqual(later);
  });

  test('a process that stood still does not put a closing record back', async () => {
    const { results } = registrar;
    const record: ClosingRecord = { round: aRound(), organisation: 'a', stoppedAt: MOMENT, step: 'stop', totals: null, units: [] };
    await results.keepClosing(record, null);
    const later: ClosingRecord = { ...record, step: 'count', totals };
    await results.keepClosing(later, 'stop');
    expect(await results.keepClosing({ ...record, stoppedAt: '2026-03-13T17:00:00.000Z' }, null)).toBe(false);
    expect(await results.keepClosing({ ...record, step: 'seal' }, 'stop')).toBe(false);
    expect(await results.readClosing(record.round)).toEqual(later);
  });

  test('of many publications of one round one is kept, whole, and never changed', async () => {
    const { results } = registrar;
    const first = aPublication();
    const others = Array.from({ length: 8 }, (_, at) =>
      aPublication({
        round: first.round,
        snapshot: { ...first.snapshot, title: `another ${at}` },
        publishedAt: '2026-03-14T16:00:00.000Z',
      }),
    );
    const outcomes = await Promise.all([first, ...others].map((publication) => results.publishOnce(publication)));
    expect(outcomes.filter((outcome) => outcome === 'published')).toHaveLength(1);
    const kept = [first, ...others][outcomes.indexOf('published')];
    expect(await results.snapshot('a', first.round)).toEqual({ publishedAt: kept?.publishedAt, snapshot: kept?.snapshot });
    expect(await results.bulletin(first.manifest)).toBe(canonicalJson(first.bulletin));
    expect(await results.published('a')).toEqual([first.round]);
  });

  test('an organisation reads its own rounds, oldest first; the public bulletin goes by the manifest', async () => {
    const { results } = registrar;
    const later = aPublication({ publishedAt: '2026-09-13T16:00:00.000Z' });
    const earlier = aPublication();
    for (const publication of [later, earlier, aPublication({ organisation: 'b' })]) await results.publishOnce(publication);
    expect(await results.published('a')).toEqual([earlier.round, later.round]);
    expect(await results.snapshot('b', earlier.round)).toBeUndefined();
    expect(await results.bulletin(later.manifest)).toBe(canonicalJson(later.bulletin));
    expect(await results.bulletin('0'.repeat(64) as Hash)).toBeUndefined();
  });

  test('comparison takes the tuples of the latest round that has results, among those it may be made with', async () => {
    const { results } = registrar;
    const [first, second] = [aPublication(), aPublication({ publishedAt: '2026-09-13T16:00:00.000Z' })];
    const without = aPublication({ publishedAt: '2026-12-13T16:00:00.000Z', tuples: null });
    const among = [first.round, second.round, without.round];
    expect(await results.latestTuples('a', among)).toBeUndefined();
    for (const publication of [first, second, without]) await results.publishOnce(publication);
    expect(await results.latestTuples('a', among)).toEqual(second.tuples);
    expect(await results.latestTuples('a', [first.round, without.round])).toEqual(first.tuples);
    expect(await results.latestTuples('a', [without.round])).toBeUndefined();
    expect(await results.latestTuples('a', [])).toBeUndefined();
    expect(await results.latestTuples('b', among)).toBeUndefined();
  });

  test('answers are due from their day until they are marked as destroyed', async () => {
    const { results } = registrar;
    const { round } = aPublication();
    await results.publishOnce(aPublication({ round }));
    expect(await results.answersDue('2026-03-27T15:59:59.999Z')).toEqual([]);
    expect(await results.answersDue('2026-03-27T16:00:00.000Z')).toEqual([round]);
    await results.markAnswersDestroyed(round);
    expect(await results.answersDue('2026-03-27T16:00:00.000Z')).toEqual([]);
  });
});
