import fc from 'fast-check';
import { coarsenLabels, newTally, type ReleaseTerms, type Tally } from '#server/aggregation/aggregation.js';
import { itemOrder } from '#shared/instrument/answers.js';
import { CORE, PULSE } from '#shared/instrument/core.js';
import type { Instrument } from '#shared/instrument/instrument.js';
import type { ReportingNode } from '#shared/results/snapshot.js';

/** A seeded source of numbers in 0..1 (mulberry32): the same company from the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Person {
  unit: string;
  codes: Uint8Array;
}

export interface Company {
  instrument: Instrument;
  units: ReportingNode[];
  people: Person[];
  spares: Record<string, number>;
  k: number;
}

/** A node: its parent by position (0 is the root), people invited, share that answered. */
export interface Planned {
  parent: number;
  roll: number;
  response: number;
  spares?: number;
}

/** A company from a plan: rolls are of leaves, and so are the ballots. */
export function aCompany(plan: Planned[], { seed = 1, k = 5, instrument = CORE, level = 1.2 } = {}): Company {
  const random = seeded(seed);
  const ids = ['root', ...plan.map((_, at) => `n${String(at + 1).padStart(3, '0')}`)];
  const parents = [-1, ...plan.map(({ parent }, at) => parent % (at + 1))];
  const leaf = ids.map((_, at) => !parents.includes(at));
  const roll = ids.map((_, at) => (leaf[at] ? (plan[at - 1]?.roll ?? 30) : 0));
  const people: Person[] = [];
  for (const [at, unit] of ids.entries()) {
    const planned = plan[at - 1];
    const answered = Math.floor((roll[at] ?? 0) * (planned?.response ?? 0.5)) + (leaf[at] ? (planned?.spares ?? 0) : 0);
    const mood = random() * level;
    for (let i = 0; i < answered; i += 1) people.push({ unit, codes: answersOf(instrument, random, mood) });
  }
  for (let at = ids.length - 1; at > 0; at -= 1) roll[parents[at] ?? 0] = (roll[parents[at] ?? 0] ?? 0) + (roll[at] ?? 0);
  const depths: number[] = [];
  for (const at of ids.keys()) depths[at] = at === 0 ? 0 : (depths[parents[at] ?? 0] ?? 0) + 1;
  const units = ids.map((id, at) => ({
    id,
    name: id,
    parent: at === 0 ? null : (ids[parents[at] ?? 0] ?? null),
    depth: depths[at] ?? 0,
    roll: roll[at] ?? 0,
  }));
  const spares = Object.fromEntries(
    plan.flatMap((planned, at) => (planned.spares && leaf[at + 1] ? [[ids[at + 1] ?? '', planned.spares]] : [])),
  );
  return { instrument, units, people, spares, k };
}

/** Skewed to never and rarely, as people answer; now and then nothing, can't say or, where that is offered, did not happen. */
function answersOf(instrument: Instrument, random: () => number, mood: number): Uint8Array {
  const own = mood + random() * 1.6;
  const items = instrument.signals.flatMap((signal) => signal.items);
  return Uint8Array.from(itemOrder(instrument), (_, at) => {
    const missing = random();
    if (missing < 0.04) return missing < 0.015 ? 0 : missing < 0.03 || !items[at]?.mayNotArise ? 8 : 9;
    const step = Math.min(4, Math.max(0, Math.round(own + (random() + random() - 1) * 2.2)));
    return 1 + (items[at]?.reversed ? 4 - step : step);
  });
}

/** The same with the labels under which its answers would be sealed; as it is when too few answered for that. */
export function sealed(company: Company): Company {
  const ballots: Record<string, number> = {};
  for (const { unit } of company.people) ballots[unit] = (ballots[unit] ?? 0) + 1;
  const labels = coarsenLabels(company.units, ballots, company.spares, company.k);
  return labels ? { ...company, people: company.people.map(({ unit, codes }) => ({ unit: labels[unit] ?? unit, codes })) } : company;
}

export function tallyOf({ instrument, units, people }: Company): Tally {
  const core = instrument === CORE;
  const tally = newTally(instrument, units, core ? { presented: itemOrder(instrument), pulse: PULSE } : {});
  for (const { unit, codes } of people) tally.add(unit, codes);
  return tally;
}

export function termsOf({ instrument, units, people, spares, k }: Company, round = 'r1'): ReleaseTerms {
  const counted = people.length;
  return {
    round,
    manifest: 'a'.repeat(64),
    title: 'Spring',
    form: instrument === PULSE ? 'pulse' : 'core',
    k,
    opened: '2024-05-01',
    closed: '2024-05-15',
    published: '2024-05-16',
    totals: { roll: units[0]?.roll ?? 0, collected: counted, counted, replacements: 0, additions: 0 },
    units,
    replacementsAndAdditions: spares,
  };
}

/** Companies of every shape, size and response, small units and spare ballots included; some with labels as they are, some as sealed. */
export const companies = fc
  .record({
    plan: fc.array(
      fc.record({
        parent: fc.nat({ max: 40 }),
        roll: fc.oneof(fc.nat({ max: 14 }), fc.nat({ max: 45 }), fc.nat({ max: 260 })),
        response: fc.double({ min: 0, max: 1, noNaN: true }),
        spares: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat({ max: 4 })),
      }),
      { maxLength: 14 },
    ),
    seed: fc.nat(),
    k: fc.integer({ min: 5, max: 10 }),
    instrument: fc.constantFrom(CORE, PULSE),
    level: fc.constantFrom(0, 1, 2.5),
    asSealed: fc.boolean(),
  })
  .map(({ plan, asSealed, ...options }) => {
    const company = aCompany(plan, options);
    return asSealed ? sealed(company) : company;
  });
