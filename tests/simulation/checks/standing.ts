import type { RoundEvent } from '#shared/contract/rounds.js';
import { bounds, claimed, type LaunchedRound } from '../model.js';
import { must } from '../promise.js';
import type { World } from '../world.js';
import { checkParticipation } from './participation.js';
import { notePublication } from './publication.js';

/** After every operation: what needs no look into the stores. */
export function checkProcesses(world: World): void {
  must(world.jobFaults.length === 0, `work by the clock has no faults of its own: ${world.jobFaults.join('\n')}`);
  checkLetters(world);
}

/** How each round stands now, and that it came there by lawful steps. */
export async function checkStanding(world: World): Promise<void> {
  checkProcesses(world);
  const [over, underWay] = [true, false].map((checked) => world.model.rounds.filter((round) => round.checked === checked));
  await Promise.all([...(underWay ?? []), ...world.chance.some(over ?? [], 1)].map((round) => checkRound(world, round)));
}

async function checkRound(world: World, round: LaunchedRound): Promise<void> {
  const { rounds, results } = world.truth.registrar;
  const [record, events, closing] = await Promise.all([rounds.byId(round.id), rounds.events(round.id), results.readClosing(round.id)]);
  must(record !== undefined, 'a launched round stays');
  must(
    record.manifestHash === round.hash && JSON.stringify(record.manifest) === JSON.stringify(round.manifest),
    'frozen terms do not change',
  );
  round.record = record;
  const before = round.events.length;
  must(JSON.stringify(events.slice(0, before)) === JSON.stringify(round.events), 'what happened to a round stays as it was entered');
  round.events = events;
  for (const event of events.slice(before)) checkEvent(world, round, event);
  checkOnce(round);
  if (closing) round.closing = { step: closing.step, stoppedAt: closing.stoppedAt };
  await notePublication(world, round);
  await checkParticipation(world, round);
  for (const { sheets } of round.invited)
    must(bounds(sheets.map(({ granted }) => granted)).least <= 2, 'an invitation gives two ballots at most');
}

function checkEvent(world: World, round: LaunchedRound, { what, at }: RoundEvent): void {
  const { draft, closes } = round.record;
  const moment = Date.parse(at);
  must(moment <= world.now.getTime(), 'nothing happens in the future');
  if (what === 'opened') must(moment >= Date.parse(draft.opens), 'no round opens before its time');
  if (what === 'closing') must(moment >= Date.parse(closes), 'no round closes before its time');
  if (what === 'cancelled') must(round.cancelAsked, 'no round is cancelled by itself');
}

const ONCE = ['created', 'launched', 'opened', 'closing', 'published', 'without-results', 'cancelled'] as const;
const STATE_AFTER: Partial<Record<RoundEvent['what'], LaunchedRound['record']['state']>> = {
  launched: 'scheduled',
  opened: 'open',
  closing: 'closing',
  published: 'published',
  'without-results': 'without-results',
  cancelled: 'cancelled',
};
const LAWFUL = [
  'launched',
  'launched opened',
  'launched cancelled',
  'launched opened cancelled',
  'launched opened closing',
  'launched opened closing published',
  'launched opened closing without-results',
];

function checkOnce({ events, record }: LaunchedRound): void {
  for (const what of ONCE) must(events.filter((event) => event.what === what).length <= 1, `a round is ${what} once`);
  const steps = events.filter(({ what }) => STATE_AFTER[what]).map(({ what }) => what);
  must(LAWFUL.includes(steps.join(' ')), `a round goes its way in order, and not ${steps.join(' ')}`);
  const last = steps.at(-1);
  must(last !== undefined && STATE_AFTER[last] === record.state, 'how a round stands is what happened to it last');
}

/** Letters go to whom they name, with their own invitation, and while there is something to answer. */
function checkLetters(world: World): void {
  for (const { address, token, hash } of world.letters.taken()) {
    const round = world.model.rounds.find((one) => one.hash === hash);
    const invited = round?.invited.find((one) => one.token === token);
    must(round !== undefined, 'a letter is of a round that is under way');
    must(
      invited === undefined ? round.additionsUnsure.size > 0 : invited.email === address,
      'a letter brings somebody their own invitation',
    );
    must(round.record.state !== 'closing' && !round.published, 'no letter goes out once a round has ended');
    const before = round.letters.get(token);
    must(before === undefined || world.disturbances > before, 'nobody gets a letter twice when nothing went wrong');
    round.letters.set(token, world.disturbedBefore);
  }
}

export function collectedBounds({ invited }: LaunchedRound) {
  return bounds(invited.map(claimed));
}
