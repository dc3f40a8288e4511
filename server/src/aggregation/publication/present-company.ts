import type { ScoreTuple } from '#shared/results/released-tuples.js';
import type { Band, Coefficient, CompanyExtras, NonResponse, Reliability } from '#shared/results/snapshot.js';
import type { Tree } from '#shared/results/tree.js';
import { feldt } from '../scores/alpha.js';
import type { CompanyTuple, ReliabilityTuple, RoundedCoefficient } from '../suppression/company-tuple.js';
import type { ByNode, FormRelease, Rolls } from '../suppression/form-release.js';
import { presentScore, scoreInterval } from './present-cell.js';

const BANDS: readonly Band[] = ['rarely', 'sometimes', 'often', 'nearly-always'];

function bandAt(index: number): number {
  return Math.min(BANDS.length - 1, Math.floor(index / 20));
}

/** [0,20) rarely, [20,40) sometimes, [40,60) often, [60,100] nearly always; every band that the interval touches. */
export function bandsOf(index: ScoreTuple): Band[] {
  const [low, high] = scoreInterval(index) ?? [index.mean, index.mean];
  return BANDS.slice(bandAt(low), bandAt(high) + 1);
}

/** The index had all who did not answer answered 0, or 100, or stood one standard deviation lower or higher; null without a roll. */
export function nonResponseOf({ mean, n, N, sd }: ScoreTuple): NonResponse | null {
  if (N === null || N <= 0) return null;
  const silent = Math.max(0, 1 - n / N);
  const ifSilentStoodAt = (level: number) => mean + silent * (Math.min(100, Math.max(0, level)) - mean);
  return {
    allNone: ifSilentStoodAt(0),
    allAlways: ifSilentStoodAt(100),
    sdLower: sd === null ? null : ifSilentStoodAt(mean - sd),
    sdHigher: sd === null ? null : ifSilentStoodAt(mean + sd),
  };
}

const WORTH_A_FLAG = 1;

/** Released unit means weighted to the roll; a hidden unit takes its nearest shown ancestor's. Null without a roll. */
export function weightedIndex(tree: Tree, index: ByNode<ScoreTuple>, rolls: Rolls): CompanyExtras['weighted'] {
  const company = index[0];
  if (!rolls || !company) return null;
  let people = 0;
  let sum = 0;
  for (const [node, below] of tree.children.entries()) {
    if (below.length > 0) continue;
    let at = node;
    while (at > 0 && !index[at]) at = tree.parent[at] ?? 0;
    people += rolls[node] ?? 0;
    sum += (rolls[node] ?? 0) * (index[at]?.mean ?? company.mean);
  }
  if (people === 0) return null;
  return { index: sum / people, differs: Math.abs(sum / people - company.mean) > WORTH_A_FLAG };
}

const coefficient = ({ value, reason }: RoundedCoefficient): Coefficient => ({ value, interval: null, reason });

function presentReliability({ size, alpha, omega, icc1, icc2, rwgMean, rwgMedian }: ReliabilityTuple): Reliability {
  const interval = alpha.value === null ? null : feldt(alpha.value, alpha.n, size);
  return {
    alpha: { value: alpha.value, interval, reason: alpha.reason },
    omega: coefficient(omega),
    icc1: coefficient(icc1),
    icc2: coefficient(icc2),
    rwgMean: coefficient(rwgMean),
    rwgMedian: coefficient(rwgMedian),
  };
}

/** What is said of the company alone, from released tuples. The company's index must be shown. */
export function presentCompany(tree: Tree, form: FormRelease, company: CompanyTuple | undefined, rolls: Rolls): CompanyExtras {
  const index = form.index[0];
  const careless = company?.careless;
  return {
    bands: index ? bandsOf(index) : [],
    nonResponse: index ? nonResponseOf(index) : null,
    weighted: weightedIndex(tree, form.index, rolls),
    reliability: company
      ? {
          index: presentReliability(company.index),
          signals: Object.fromEntries(form.signals.flatMap(({ id }, s) => reliabilityOf(id, company.signals[s]))),
        }
      : null,
    careless:
      careless && index ? { percent: careless.percent, indexWithout: presentScore({ ...index, ...without(careless.without) }) } : null,
    customerImpact: [],
  };
}

function without({
  value,
  end,
  base,
  n,
}: NonNullable<CompanyTuple['careless']>['without']): Pick<ScoreTuple, 'mean' | 'end' | 'base' | 'n'> {
  return { mean: value, end, base, n };
}

function reliabilityOf(id: string, tuple: ReliabilityTuple | undefined): [string, Reliability][] {
  return tuple ? [[id, presentReliability(tuple)]] : [];
}
