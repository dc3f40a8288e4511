import type { RoundId } from '#shared/ballot/manifest.js';
import type { RoundDraft } from '#shared/contract/rounds.js';
import { adopt } from '../adopt.js';
import { call } from '../call.js';
import { must } from '../promise.js';
import type { World } from '../world.js';
import { type Operation, turn } from './operation.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Rounds that are prepared or under way at once. */
const AT_ONCE = 4;
/** A launch that died may hold its lease so long. */
const LAUNCH_LEASE = MINUTE / 2;

const underWay = ({ model }: World) => model.rounds.filter(({ checked }) => !checked).length;

/** A draft; or, as often, a launched round, to which nothing may be done any more. */
function draftOrFrozen({ chance, model }: World): { frozen: RoundId | undefined; round: RoundId | undefined } {
  const frozen = chance.perhaps(0.5) ? chance.one(model.rounds)?.id : undefined;
  return { frozen, round: frozen ?? chance.one(model.drafts) };
}

export const createDraft: Operation = {
  name: 'draft a round',
  weight: 6,
  async act(world, process) {
    if (world.model.people.length === 0 || underWay(world) + world.model.drafts.length >= AT_ONCE) return undefined;
    const outcome = await call(world, process, 'createRound', { body: aDraft(world) }, 'hr');
    must(outcome.came !== 'refused', 'a draft with times in order is kept');
    if (outcome.came === 'done') world.model.drafts.push(outcome.reply.id as RoundId);
    else await findDrafts(world);
    return outcome.came;
  },
};

export const changeDraft: Operation = {
  name: 'change the terms',
  weight: 3,
  async act(world, process) {
    const { frozen, round } = draftOrFrozen(world);
    if (!round) return undefined;
    const outcome = await call(world, process, 'changeRound', { params: { round }, body: aDraft(world) }, 'hr');
    if (frozen) must(outcome.came !== 'done', 'the terms of a launched round are frozen');
    else must(outcome.came !== 'refused' || leaseMayBeHeld(world, round), 'a draft can be changed');
    if (outcome.came === 'fault') holdLease(world, round);
    return `${frozen ? 'of a launched round' : 'of a draft'}: ${outcome.came}`;
  },
};

export const deleteDraft: Operation = {
  name: 'delete a draft',
  weight: 1,
  async act(world, process) {
    const { frozen, round } = draftOrFrozen(world);
    if (!round) return undefined;
    const outcome = await call(world, process, 'deleteDraft', { params: { round } }, 'hr');
    if (frozen) must(outcome.came !== 'done', 'a launched round is not deleted');
    else must(outcome.came !== 'refused' || leaseMayBeHeld(world, round), 'a draft can be deleted');
    if (outcome.came === 'fault') holdLease(world, round);
    if (!frozen && !(await world.truth.registrar.rounds.byId(round))) await forgetDraft(world, round, outcome.came === 'done');
    return `${frozen ? 'a launched round' : 'a draft'}: ${outcome.came}`;
  },
};

export const launch: Operation = {
  name: 'launch',
  weight: 6,
  async act(world, process) {
    const { chance, model, truth } = world;
    const round = chance.one(model.drafts);
    if (!round) return undefined;
    const draft = (await truth.registrar.rounds.byId(round))?.draft;
    must(draft !== undefined, 'a draft stays until it is launched or deleted');
    const outcome = await call(world, process, 'launchRound', { params: { round } }, 'hr');
    const small = model.people.length < 2 * draft.k;
    const late = new Date(draft.closes) <= world.now || world.now.getTime() - Date.parse(draft.opens) > DAY;
    if (outcome.came === 'refused') {
      must(small || late || leaseMayBeHeld(world, round), `a launch with nothing in its way is not refused (${outcome.code})`);
      const changed = late && (await call(world, process, 'changeRound', { params: { round }, body: aDraft(world) }, 'hr'));
      if (changed && changed.came === 'fault') holdLease(world, round);
      return outcome.code;
    }
    must(outcome.came === 'fault' || !(small || late), 'a launch with something in its way is refused');
    await process.idle();
    await turn(process);
    const launched = (await truth.registrar.rounds.byId(round))?.state !== 'draft';
    if (launched) await adopt(world, round);
    else holdLease(world, round);
    must(launched || process.gate.struck !== undefined, 'a launch that nothing disturbs comes to its end');
    return `${outcome.came}, ${launched ? 'launched' : 'not launched'}`;
  },
};

/** Opens within a day, for some days; a third of them may be read by the executive alone. */
export function aDraft({ chance, now }: World): RoundDraft {
  const opens = now.getTime() + chance.below(20) * HOUR + MINUTE;
  const mayCloseFrom = opens + HOUR + chance.below(24) * HOUR;
  const closes = mayCloseFrom + chance.below(48) * HOUR;
  const mayExtendTo = closes + chance.below(3) * DAY;
  const instant = (moment: number) => new Date(moment).toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    ...{ title: `Round ${chance.below(1000)}`, form: chance.perhaps(0.6) ? 'core' : 'pulse', k: chance.perhaps(0.8) ? 5 : 6 },
    ...{ audience: 'Everybody', opens: instant(opens), mayCloseFrom: instant(mayCloseFrom), closes: instant(closes) },
    ...{ mayExtendTo: instant(mayExtendTo), graceMinutes: chance.one([0, 0, 10, 60]) ?? 0 },
    readers: chance.perhaps(0.3) ? ['executive'] : ['executive', 'hr'],
    employeesSeeResultsFrom: instant(mayExtendTo + DAY),
    retentionDays: chance.one([0, 1, 3, 14]) ?? 14,
  };
}

async function findDrafts({ model, truth, organisation }: World): Promise<void> {
  const known = new Set([...model.drafts, ...model.rounds.map(({ id }) => id), ...model.over.map(({ id }) => id)]);
  for (const { id } of await truth.registrar.rounds.list(organisation)) if (!known.has(id)) model.drafts.push(id);
}

export async function forgetDraft({ model, truth }: World, round: RoundId, whole: boolean): Promise<void> {
  model.drafts.splice(model.drafts.indexOf(round), 1);
  if (!whole) return;
  for (const name of ['signing', 'mail', 'box'] as const) {
    must((await truth.keys.read(round, name)) === undefined, 'a draft is deleted with what an interrupted launch left');
  }
}

export function holdLease({ leases, now }: World, round: RoundId): void {
  leases.set(round, now.getTime() + LAUNCH_LEASE);
}

function leaseMayBeHeld({ leases, now }: World, round: RoundId): boolean {
  return (leases.get(round) ?? 0) > now.getTime();
}
