import type { Form } from '#shared/ballot/manifest.js';
import { HIDDEN, type ReleasedCell, type ReleasedShare } from '#shared/results/cell.js';
import type { FormTuples, ReleasedTuples, ScoreTuple, ShareTuple } from '#shared/results/released-tuples.js';
import type { ReportingNode, Snapshot, SnapshotResults, Totals } from '#shared/results/snapshot.js';
import { type CompanyTuple, companyTuple } from '../suppression/company-tuple.js';
import { type ByNode, type FormRelease, type Rolls, releaseForm, releaseScores } from '../suppression/form-release.js';
import type { Planted } from '../suppression/publish-statistic.js';
import { groupsOf } from '../suppression/statistic.js';
import type { Scheme } from '../tally/scheme.js';
import type { Tally } from '../tally/tally.js';
import { changesSince } from './changes.js';
import { presentDistribution, presentResponse, presentScore, presentShare } from './present-cell.js';
import { presentCompany } from './present-company.js';
import { standsOut } from './stands-out.js';

/** What a release is made under, all of it fixed before a ballot was counted, but for the days and totals. */
export interface ReleaseTerms {
  readonly round: string;
  readonly manifest: string;
  readonly title: string;
  readonly form: Form;
  /** 5 to 10. */
  readonly k: number;
  readonly opened: string;
  readonly closed: string;
  readonly published: string;
  readonly totals: Totals;
  /** The reporting tree with its rolls, as the tally was made of it. */
  readonly units: readonly ReportingNode[];
  /** Replacements and additions by reporting unit; a unit left out had none. */
  readonly replacementsAndAdditions: Readonly<Record<string, number>>;
  /** By item id, a hash of the item's wording: only identical items are compared between rounds. An item left out goes by its id. */
  readonly wording?: Readonly<Record<string, string>>;
  /** False: the rolls are not known, 1 - n/N is left out and nothing is said of those who did not answer. */
  readonly rollsKnown?: boolean;
}

export interface Release {
  readonly snapshot: Snapshot;
  /** For the next round's comparison; not served. Empty of forms when nothing was published. */
  readonly tuples: ReleasedTuples;
}

/**
 * Tally to snapshot: scores, suppression with its auditor (each statistic by itself), coarse release, changes since `previous` (the round
 * before, where one was published). "without-results" when fewer than k people have an index, or no release of it is safe.
 */
export function release(tally: Tally, terms: ReleaseTerms, previous?: ReleasedTuples): Release {
  return releaseWith(tally, terms, previous);
}

/** The same with weaknesses planted, for tests of the auditor alone: `planted` switches the auditor inside off. */
export function releaseWith(tally: Tally, terms: ReleaseTerms, previous?: ReleasedTuples, planted?: Planted): Release {
  const groups = groupsOf(tally, terms.replacementsAndAdditions, terms.k);
  const rolls: Rolls = terms.rollsKnown === false ? undefined : terms.units.map((unit) => unit.roll);
  const pulse = tally.pulse && releaseScores(groupsOf(tally.pulse, terms.replacementsAndAdditions, terms.k), rolls, planted);
  const form = releaseForm(groups, rolls, pulseItems(tally.pulse?.scheme, pulse?.signals), planted);
  if (!form.index[0]) return withoutResults(tally.scheme, terms);
  const forms = [formTuples(terms, terms.form, tally.scheme, form)];
  if (tally.pulse && pulse) {
    forms.push(
      formTuples(terms, 'pulse', tally.pulse.scheme, { index: pulse.index, signals: signalsOf(tally.pulse.scheme, pulse.signals) }),
    );
  }
  const tuples: ReleasedTuples = { version: 1, round: terms.round, forms };
  const company = companyTuple(groups, terms.form === 'core');
  const snapshot: Snapshot = {
    ...header(tally.scheme, terms),
    outcome: 'results',
    results: present(tally, terms, form, company, rolls, tuples, previous),
  };
  return { snapshot, tuples };
}

function present(
  tally: Tally,
  { units }: ReleaseTerms,
  form: FormRelease,
  company: CompanyTuple | undefined,
  rolls: Rolls,
  tuples: ReleasedTuples,
  previous: ReleasedTuples | undefined,
): SnapshotResults {
  const blank = Object.fromEntries(form.items.map(({ id }) => [id, { score: HIDDEN, distribution: HIDDEN }]));
  // Made of entries, not assigned: a unit of another tool's file may be called `__proto__`.
  const byUnit = <T>(present: (node: number) => T) => Object.fromEntries(units.map(({ id }, node): [string, T] => [id, present(node)]));
  return {
    cells: byUnit((node) => presentedCell(form, node)),
    items: byUnit((node) => presentedItems(form, node, blank)),
    company: presentCompany(tally.tree, form, company, rolls),
    standsOut: standsOut(tally.tree, form.index, company?.index.icc1.value ?? null),
    changes: previous ? changesSince(previous, tuples, tally.tree.ids) : null,
  };
}

function presentedCell(form: FormRelease, node: number): ReleasedCell {
  const signals: ReleasedCell['signals'] = {};
  const leftOpen = presentAlike();
  for (const signal of form.signals) {
    signals[signal.id] = {
      score: presentScore(signal.score[node]),
      prevalence: presentShare(signal.prevalence[node]),
      cantSay: leftOpen(signal.cantSay[node]),
      didNotHappen: leftOpen(signal.didNotHappen[node]),
      skipped: leftOpen(signal.skipped[node]),
    };
  }
  return {
    index: presentScore(form.index[node]),
    reach: presentShare(form.reach[node]),
    response: presentResponse(form.response[node]),
    signals,
  };
}

/** Presents shares many of which are one and the same tuple: that is presented once. */
function presentAlike(): (tuple: ShareTuple | undefined) => ReleasedShare {
  let last: ShareTuple | undefined;
  let cell = presentShare(last);
  return (tuple) => {
    if (tuple !== last) [last, cell] = [tuple, presentShare(tuple)];
    return cell;
  };
}

type PresentedItems = SnapshotResults['items'][string];

/** `blank`: one with every item in it, to be copied; growing each item by item costs more than all that is written into it. */
function presentedItems(form: FormRelease, node: number, blank: PresentedItems): PresentedItems {
  const items = { ...blank };
  for (const { id, score, distribution } of form.items) {
    items[id] = { score: presentScore(score[node]), distribution: presentDistribution(distribution[node]) };
  }
  return items;
}

function header({ signals, items }: Scheme, terms: ReleaseTerms): Omit<Snapshot, 'outcome' | 'results'> {
  const { round, manifest, title, form, k, opened, closed, published, totals } = terms;
  return {
    version: 1,
    round,
    manifest,
    title,
    form,
    k,
    opened,
    closed,
    published,
    totals,
    signals: signals.map(({ id, first, last }) => ({ id, items: items.slice(first, last).map((item) => item.id) })),
    units: terms.units.map(({ id, name, parent, depth, roll }) => ({ id, name, parent, depth, roll })),
  };
}

function withoutResults(scheme: Scheme, terms: ReleaseTerms): Release {
  return {
    snapshot: { ...header(scheme, terms), outcome: 'without-results', results: null },
    tuples: { version: 1, round: terms.round, forms: [] },
  };
}

interface ScoredForm {
  readonly index: ByNode<ScoreTuple>;
  readonly reach?: ByNode<ShareTuple>;
  readonly signals: readonly { readonly id: string; readonly score: ByNode<ScoreTuple>; readonly prevalence?: ByNode<ShareTuple> }[];
}

/** The kept cells of each item that the pulse form asks: it has one a signal. */
function pulseItems(pulse: Scheme | undefined, scores: readonly ByNode<ScoreTuple>[] | undefined): Map<string, ByNode<ScoreTuple>> {
  return new Map(pulse?.items.map(({ id, signal }) => [id, scores?.[signal] ?? []]));
}

function signalsOf({ signals }: Scheme, scores: readonly ByNode<ScoreTuple>[]): ScoredForm['signals'] {
  return signals.map(({ id }, s) => ({ id, score: scores[s] ?? [] }));
}

function formTuples({ units, wording }: ReleaseTerms, form: Form, scheme: Scheme, { index, reach, signals }: ScoredForm): FormTuples {
  const worded = (first: number, last: number) =>
    scheme.items
      .slice(first, last)
      .map(({ id }) => `${id}:${wording?.[id] ?? ''}`)
      .join(' ');
  const rows: FormTuples['units'] = {};
  for (const [node, { id }] of units.entries()) {
    const [scores, shares]: [Record<string, ScoreTuple>, Record<string, ShareTuple>] = [{}, {}];
    for (const signal of signals) {
      const [score, share] = [signal.score[node], signal.prevalence?.[node]];
      if (score) scores[signal.id] = score;
      if (share) shares[signal.id] = share;
    }
    rows[id] = {
      ...(index[node] && { index: index[node] }),
      ...(reach?.[node] && { reach: reach[node] }),
      signals: scores,
      prevalence: shares,
    };
  }
  return {
    form,
    wording: {
      index: worded(0, scheme.items.length),
      signals: Object.fromEntries(scheme.signals.map(({ id, first, last }) => [id, worded(first, last)])),
    },
    units: rows,
  };
}
