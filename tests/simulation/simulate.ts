import { checkNobodyIsNamedLonger, checkOver, checkPast, checkRetention } from './checks/over.js';
import { checkNothingRemains, checkTokens } from './checks/remains.js';
import { checkSettled } from './checks/settled.js';
import { checkProcesses, checkStanding } from './checks/standing.js';
import type { Fault } from './faults.js';
import type { Operation } from './operations/operation.js';
import { turn } from './operations/operation.js';
import { OPERATIONS } from './operations/operations.js';
import { afterLease } from './operations/time.js';
import type { Place } from './places.js';
import { World } from './world.js';

export interface Run {
  engine: string;
  seed: number;
  operations: number;
}

/** What a run saw: enough to tell that it was about something. */
export interface Seen {
  /** Operations by name. */
  operations: Record<string, number>;
  /** Those of them of which something was answered with success. */
  done: Record<string, number>;
  rounds: number;
  closed: number;
  published: number;
  withResults: number;
  cancelled: number;
  /** Ballots that were acknowledged. */
  acknowledged: number;
  /** Faults that struck, by kind. */
  faults: Record<string, number>;
}

/** A promise that was broken, with all that is needed to see it again. */
export class SimulationFailed extends Error {
  override name = 'SimulationFailed';
}

/** How many of the operations a fault is in wait for, and the calls of stores it may let pass before it strikes. */
const DISTURBED = 0.12;
const MOST_CALLS = 24;
const KINDS: readonly { fault: Exclude<Fault, 'stall'>; weight: number }[] = [
  { fault: 'refused', weight: 2 },
  { fault: 'unheard', weight: 3 },
  { fault: 'crash-before', weight: 3 },
  { fault: 'crash-inside', weight: 3 },
  { fault: 'crash-after', weight: 3 },
];
/** After operations that leave how rounds stand, that is looked at every so many operations. */
const SOMETIMES = 5;
/** Dear checks are made every so many operations. */
const NOW_AND_THEN = 100;
/** Rounds that are looked at once more at the end. */
const MOST_AT_THE_END = 60;
const LAST_SHOWN = 30;

/** Runs a whole installation by chance, and checks after each operation what was promised. Rejects (`SimulationFailed`) at the first promise that is broken. */
export async function simulate(
  { engine, seed, operations }: Run,
  makePlace: () => Promise<Place>,
  /** Told after each operation. */
  progress: (done: number) => void = () => {},
): Promise<Seen> {
  const world = await World.found(seed, await makePlace());
  const seen: Seen = {
    operations: {},
    done: {},
    rounds: 0,
    closed: 0,
    published: 0,
    withResults: 0,
    cancelled: 0,
    acknowledged: 0,
    faults: {},
  };
  let number = 0;
  try {
    while (number < operations) {
      number += 1;
      await step(world, seen, number);
      progress(number);
    }
    await end(world);
    return summary(world, seen);
  } catch (fault) {
    throw new SimulationFailed(report({ engine, seed, operations }, number, world, fault), { cause: fault });
  } finally {
    await world.remove().catch(() => {});
  }
}

async function step(world: World, seen: Seen, number: number): Promise<void> {
  const { chance } = world;
  world.passTime(1000 * chance.below(3));
  let mayHaveChanged = false;
  for (;;) {
    const process = await world.process();
    const operation = chance.weighted(OPERATIONS);
    const fault = disturb(world, operation);
    process.gate.calm();
    if (fault) process.gate.arm(fault, chance.below(chance.perhaps(0.5) ? 4 : MOST_CALLS));
    world.begin(`${number}. ${operation.name} (${process.name}`);
    const told = await operation.act(world, process);
    const struck = fault && process.gate.struck;
    if (struck) world.disturbances += 1;
    if (!process.gate.dead) process.gate.calm();
    if (process.gate.dead) await world.kill(process);
    if (told === undefined && !struck) continue;
    world.tell(`${struck ? `, ${struck.fault} at ${struck.call}` : ''}): ${told ?? 'came to nothing'}`);
    mayHaveChanged = operation.standing !== 'same';
    count(seen.operations, operation.name);
    if (/\bdone\b/.test(told ?? '')) count(seen.done, operation.name);
    if (struck) count(seen.faults, struck.fault);
    break;
  }
  checkProcesses(world);
  if (mayHaveChanged || number % SOMETIMES === 0) {
    await checkStanding(world);
    await checkOver(world);
    await checkRetention(world);
  }
  if (number % NOW_AND_THEN === 0) await checkNowAndThen(world);
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

function disturb({ chance }: World, { undisturbed }: Operation): Exclude<Fault, 'stall'> | undefined {
  const strikes = chance.perhaps(DISTURBED);
  const { fault } = chance.weighted(KINDS);
  return strikes && !undisturbed ? fault : undefined;
}

async function checkNowAndThen(world: World): Promise<void> {
  const { chance, model } = world;
  await checkPast(world, chance.some(model.over, 5));
  const round = chance.one(model.rounds);
  if (round) await checkTokens(world, round);
}

/** Nothing is new any more and time goes on: every round comes to its end. */
async function end(world: World): Promise<void> {
  for (let days = 0; days < 8; days += 1) {
    world.passTime(3 * 86_400_000);
    for (let turns = 0; turns < 3; turns += 1) {
      world.passTime(3_700_000);
      afterLease(world);
      world.begin(`at the end (`);
      world.tell('): a turn');
      await turn(await world.process());
      await checkStanding(world);
      await checkOver(world);
      await checkSettled(world);
    }
    await checkRetention(world);
  }
  const unfinished = world.model.rounds.find(({ checked }) => !checked);
  if (unfinished) throw new Error(`round ${unfinished.id} has not come to its end and is ${unfinished.record.state}`);
  const all = [...world.model.over, ...world.model.rounds];
  await checkPast(world, world.chance.some(all, MOST_AT_THE_END));
  await checkNothingRemains(world, all);
  await checkNobodyIsNamedLonger(world, all);
}

function summary({ model }: World, seen: Seen): Seen {
  const all = [...model.rounds, ...model.over];
  const ended = (state: string) => all.filter(({ record }) => record.state === state).length;
  const acknowledged = all.flatMap(({ invited }) => invited.flatMap(({ sheets }) => sheets)).filter(({ receipt }) => receipt).length;
  const closed = all.filter(({ events }) => events.some(({ what }) => what === 'closing')).length;
  const [withResults, cancelled] = [ended('published'), ended('cancelled')];
  return { ...seen, rounds: all.length, closed, published: withResults + ended('without-results'), withResults, cancelled, acknowledged };
}

function report({ engine, seed, operations }: Run, number: number, world: World, fault: unknown): string {
  const why = fault instanceof Error ? (fault.name === 'Broken' ? fault.message : (fault.stack ?? fault.message)) : String(fault);
  return [
    `Broken at operation ${number} of seed ${seed} on ${engine}: ${why}`,
    `The last operations (the process and the fault that struck it in brackets):`,
    ...world.done.slice(-LAST_SHOWN).map((line) => `  ${line}`),
    `Again: npm run simulate -- --engine ${engine} --seed ${seed} --operations ${operations}`,
  ].join('\n');
}
