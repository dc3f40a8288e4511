import { invitedOf } from '../adopt.js';
import { call } from '../call.js';
import type { Invited, LaunchedRound } from '../model.js';
import { must } from '../promise.js';
import type { World } from '../world.js';
import { type Operation, turn } from './operation.js';

const reason = 'Two machines were down.';
const aRound = ({ chance, model }: World) => chance.one(model.rounds);
const canJoin = ({ record: { state } }: LaunchedRound) => state === 'scheduled' || state === 'open';

export const addSomebody: Operation = {
  name: 'add a person',
  weight: 6,
  async act(world, process) {
    const round = aRound(world);
    if (!round) return undefined;
    await findAdditions(world, round);
    const people = await world.truth.registrar.roster.people(world.organisation);
    const strangers = people.filter(({ id }) => !round.invited.some(({ person }) => person === id));
    const again = strangers.length === 0 || world.chance.perhaps(0.15);
    const person = world.chance.one(again ? people : strangers);
    if (!person) return undefined;
    const outcome = await call(world, process, 'addPerson', { params: { round: round.id }, body: { person: person.id, reason } }, 'hr');
    if (outcome.came === 'refused')
      must(mayRefuse(round, person.id, outcome.code), `an addition is not refused without cause (${outcome.code})`);
    await turn(process);
    if (outcome.came !== 'refused') await noteAdditions(world, round, person.id, outcome.came === 'done');
    return outcome.came === 'refused' ? outcome.code : outcome.came;
  },
};

function mayRefuse(round: LaunchedRound, person: string, code: string): boolean {
  if (code === 'round-not-open') return !canJoin(round);
  if (code === 'already-invited') return round.additionsUnsure.has(person) || round.invited.some((one) => one.person === person);
  return code === 'spares-used-up';
}

/** Half done after a fault: a spare may be taken for somebody whose invitation does not count yet, and whom a turn invites with it. */
async function noteAdditions(world: World, round: LaunchedRound, person: string, done: boolean): Promise<void> {
  if (done) must(canJoin(round), 'nobody joins a round that has ended');
  round.additionsUnsure.add(person);
  const found = await findAdditions(world, round);
  const added = found?.filter((one) => one.person === person);
  if (done && added) must(added.length === 1 && added[0]?.added === true, 'who was added is invited, once');
}

/** Who is invited since it was last looked, also by turns that completed what was interrupted. Undefined once the round closes: then its roll tells nothing. */
async function findAdditions(world: World, round: LaunchedRound): Promise<Invited[] | undefined> {
  const state = (await world.truth.registrar.rounds.standing(round.id))?.state;
  if (state !== 'scheduled' && state !== 'open') return undefined;
  const known = new Set(round.invited.map(({ invitation }) => invitation));
  const added = (await invitedOf(world, round)).filter(({ invitation }) => !known.has(invitation));
  round.invited.push(...added);
  for (const one of added) round.additionsUnsure.delete(one.person);
  return added;
}

/** Open, and its end has not come: from then on it is over, whenever a turn closes it. */
function isUnderWay({ record: { state, closes } }: LaunchedRound, now: Date): boolean {
  return state === 'open' && now < new Date(closes);
}

export const extend: Operation = {
  name: 'extend',
  weight: 2,
  async act(world, process) {
    const round = aRound(world);
    if (!round) return undefined;
    const { closes: now, draft } = round.record;
    const last = Date.parse(draft.mayExtendTo);
    const wanted = Date.parse(now) + Math.floor((world.chance.below(120) / 100) * (last - Date.parse(now) + 1000));
    const closes = new Date(wanted).toISOString().replace(/\.\d+Z$/, 'Z');
    const allowed = isUnderWay(round, world.now) && Date.parse(closes) > Date.parse(now) && Date.parse(closes) <= last;
    const outcome = await call(world, process, 'extendRound', { params: { round: round.id }, body: { closes, reason } }, 'hr');
    must(
      outcome.came === 'fault' || (outcome.came === 'done') === allowed,
      'a round is extended inside its frozen limits, and nowhere else',
    );
    await turn(process);
    return outcome.came;
  },
};

export const endEarly: Operation = {
  name: 'end now',
  weight: 2,
  async act(world, process) {
    const round = aRound(world);
    if (!round) return undefined;
    const allowed = isUnderWay(round, world.now) && world.now >= new Date(round.record.draft.mayCloseFrom);
    const outcome = await call(world, process, 'endRound', { params: { round: round.id }, body: { reason } }, 'hr');
    must(outcome.came === 'fault' || (outcome.came === 'done') === allowed, 'a round is ended from its frozen time on, and not before');
    await turn(process);
    return outcome.came;
  },
};

export const cancel: Operation = {
  name: 'cancel',
  weight: 1.2,
  async act(world, process) {
    const { chance, model } = world;
    // Mostly one that can be: few would be cancelled otherwise, and in some runs none.
    const round = chance.perhaps(0.8) ? chance.one(model.rounds.filter(canJoin)) : aRound(world);
    if (!round) return undefined;
    round.cancelAsked = true;
    const outcome = await call(world, process, 'cancelRound', { params: { round: round.id }, body: { reason } }, 'hr');
    must(outcome.came === 'fault' || (outcome.came === 'done') === canJoin(round), 'a round can be cancelled until it closes');
    await turn(process);
    return outcome.came;
  },
};
