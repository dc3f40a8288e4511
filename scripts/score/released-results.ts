import { release, type Tally } from '#server/aggregation/aggregation.js';
import { bandOf } from '#server/aggregation/suppression/ladder.js';
import type { Item, Scale } from '#shared/instrument/instrument.js';
import type { ItemCell, ReleasedCell, ReleasedScore, ReleasedShare, RespondentsBand } from '#shared/results/cell.js';
import type { Reliability, SnapshotResults } from '#shared/results/snapshot.js';

type Json = Record<string, unknown>;

const HIDDEN = { shown: false } as const;

/**
 * The results of a tally as a round would publish them, by node, everybody first. `people` is the band of all rows, with an index or without
 * (how many answered is taken for known), and null where nothing else is shown: an empty unit and a hidden one look the same.
 * Where the company's index cannot be shown, if only because nobody has one, there are no results at all, whatever signals would be safe.
 */
export function releasedResults(tally: Tally, rolls: readonly number[] | undefined, k: number): Json[] {
  const { tree, scheme } = tally;
  const { snapshot } = release(tally, {
    round: '',
    manifest: '',
    title: scheme.instrument.name,
    form: 'core',
    k,
    opened: '',
    closed: '',
    published: '',
    totals: { roll: 0, collected: 0, counted: 0, replacements: 0, additions: 0 },
    units: tree.ids.map((id, at) => ({
      id,
      name: id,
      parent: at === 0 ? null : (tree.ids[0] ?? ''),
      depth: at === 0 ? 0 : 1,
      roll: rolls?.[at] ?? 0,
    })),
    // Without the properties of every object: a unit may be called `constructor`.
    replacementsAndAdditions: Object.create(null),
    rollsKnown: rolls !== undefined,
  });
  const rows = tally.groups.map((group) => group?.ballots ?? 0);
  const all = rows.reduce((sum, own) => sum + own, 0);
  return tree.ids.map((id, at) => {
    const company = at === 0;
    const cell = snapshot.results?.cells[id];
    const people = peopleOf(cell, company ? all : (rows[at] ?? 0));
    return { people, ...nodeResults(tally, snapshot.results, id, company) };
  });
}

function nodeResults(tally: Tally, results: SnapshotResults | null, id: string, company: boolean): Json {
  const cell = results?.cells[id];
  const reliability = company ? results?.company.reliability : undefined;
  const { instrument } = tally.scheme;
  const signals = instrument.signals.map((signal): [string, Json] => {
    const own = cell?.signals[signal.id];
    const items = signal.items.map((item): [string, Json] => [
      item.id,
      itemResults(item, signal.scale ?? instrument.scale, results?.items[id]?.[item.id]),
    ]);
    return [signal.id, score(own?.score, own?.prevalence, reliability?.signals[signal.id], Object.fromEntries(items))];
  });
  return { index: score(cell?.index, cell?.reach, reliability?.index, {}), signals: Object.fromEntries(signals) };
}

function peopleOf(cell: ReleasedCell | undefined, rows: number): RespondentsBand | null {
  const scores = cell ? [cell.index, ...Object.values(cell.signals).map((signal) => signal.score)] : [];
  return scores.some((released) => released.shown) ? bandOf(rows) : null;
}

function score(
  released: ReleasedScore | undefined,
  prevalence: ReleasedShare | undefined,
  reliability: Reliability | undefined,
  items: Json,
): Json {
  if (!released?.shown) return HIDDEN;
  return { ...released, prevalence: shareOf(prevalence), ...(reliability && reliabilityOf(reliability)), items };
}

/** Shares as parts of 1, as without suppression. */
function shareOf(released: ReleasedShare | undefined): Json {
  if (!released?.shown) return HIDDEN;
  const { percent, interval, base, ...rest } = released;
  return { ...rest, share: percent / 100, base: base / 100, interval: interval?.map((bound) => bound / 100) ?? null };
}

function reliabilityOf({ alpha, omega, rwgMean, rwgMedian, icc1, icc2 }: Reliability): Json {
  const because = (reason: string | null) => (reason === null ? {} : { reason });
  return {
    alpha: { value: alpha.value, interval: alpha.interval, ...because(alpha.reason) },
    omega: { value: omega.value, ...because(omega.reason) },
    rwg: { mean: rwgMean.value, median: rwgMedian.value },
    icc: { icc1: icc1.value, icc2: icc2.value },
  };
}

/** Item means stand on the item's own scale, as answered. `base` is what the mean was rounded to there. */
function itemResults(item: Item, { min, max }: Scale, cell: ItemCell | undefined): Json {
  if (!cell) return HIDDEN;
  const { score: released, distribution } = cell;
  const point = (max - min) / 100;
  const answered = (points: number) => min + point * (item.reversed ? 100 - points : points);
  const answers = distribution.shown ? { answers: distribution.answers.map(({ percent, end }) => ({ share: percent / 100, end })) } : {};
  if (!released.shown) return { ...HIDDEN, ...answers };
  const { mean, base, end, respondents, interval } = released;
  const bounds = interval?.map(answered).sort((a, b) => a - b) ?? null;
  return {
    shown: true,
    mean: answered(mean),
    end: item.reversed ? REVERSED_END[end] : end,
    base: base * point,
    interval: bounds,
    respondents,
    ...answers,
  };
}

const REVERSED_END = { exact: 'exact', 'or-under': 'or-over', 'or-over': 'or-under' } as const;
