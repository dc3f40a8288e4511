import { checkSettled } from '../checks/settled.js';
import { checkStanding } from '../checks/standing.js';
import type { LaunchedRound } from '../model.js';
import type { World } from '../world.js';
import { type Operation, turn } from './operation.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const passTime: Operation = {
  name: 'time passes',
  weight: 5,
  standing: 'same',
  async act(world) {
    const [unit = SECOND, name = ''] =
      world.chance.one([
        [SECOND, 's'],
        [MINUTE, 'min'],
        [HOUR, 'h'],
      ] as const) ?? [];
    const count = 1 + world.chance.below(name === 'h' ? 5 : 45);
    world.passTime(count * unit);
    return `${count} ${name}, ${world.now.toISOString()}`;
  },
};

/** To just before, on, or just after a moment that means something. */
export const jump: Operation = {
  name: 'time jumps',
  weight: 6,
  standing: 'same',
  async act(world) {
    const round = world.chance.one(world.model.rounds);
    // Seldom while people still come: a round would be over before anybody has answered.
    if (!round || (someStillCome(world) && world.chance.perhaps(0.8))) return undefined;
    const now = world.now.getTime();
    const next = world.chance.one(momentsOf(round).filter(({ at }) => at + SECOND > now && at < now + 40 * 24 * HOUR));
    if (!next) return undefined;
    const beside = world.chance.one([-SECOND, 0, 0, SECOND]) ?? 0;
    world.passTime(Math.max(0, next.at + beside - now));
    return `to ${next.name}, ${world.now.toISOString()}`;
  },
};

/** Less than half of the people of some open round have sent a ballot. */
function someStillCome({ model }: World): boolean {
  return model.rounds.some(({ record, invited }) => {
    const sent = invited.filter(({ sheets }) => sheets.some(({ counted }) => counted !== 'no')).length;
    return record.state === 'open' && 2 * sent < invited.length;
  });
}

function momentsOf({ record, manifest: { terms }, closing, published }: LaunchedRound): { name: string; at: number }[] {
  const moments = [
    { name: 'the opening', at: Date.parse(terms.opens) },
    { name: 'the earliest end', at: Date.parse(terms.mayCloseFrom) },
    { name: 'the end', at: Date.parse(record.closes) },
    { name: 'the end', at: Date.parse(record.closes) },
  ];
  if (closing) moments.push({ name: 'the end of the grace', at: Date.parse(closing.stoppedAt) + terms.graceMinutes * MINUTE });
  if (published) moments.push({ name: 'the end of the retention', at: Date.parse(published.until) });
  if (published) moments.push({ name: 'the day for employees', at: Date.parse(terms.employeesSeeResultsFrom) });
  return moments;
}

export const oneTurn: Operation = {
  name: 'a turn of the scheduler',
  weight: 12,
  async act(_world, process) {
    await turn(process);
    return 'done';
  },
};

export const twoTurns: Operation = {
  name: 'a turn of two processes at once',
  weight: 4,
  async act(world, process) {
    const other = await world.process(process);
    afterLease(world);
    await Promise.all([turn(process), turn(other)]);
    return 'done';
  },
};

/** Whatever happened before, a process that nothing disturbs does all that is due. */
export const settle: Operation = {
  name: 'all is quiet for a while',
  weight: 4,
  undisturbed: true,
  async act(world, process) {
    afterLease(world);
    for (let turns = 0; turns < 2; turns += 1) await turn(process);
    await checkStanding(world);
    await checkSettled(world);
    return 'done';
  },
};

/** Past any lease that a process may have left. */
export function afterLease(world: World): void {
  world.passTime(31 * SECOND);
}
