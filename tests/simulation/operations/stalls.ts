import type { RoundId } from '#shared/ballot/manifest.js';
import { adopt } from '../adopt.js';
import { call } from '../call.js';
import { claimed } from '../model.js';
import type { ServerProcess } from '../server-process.js';
import type { World } from '../world.js';
import { castSheet, signedSheets } from './cast.js';
import { collectSheet, whereTo } from './collect.js';
import { aDraft, forgetDraft, holdLease } from './drafts.js';
import { EITHER, WHATEVER } from './expected.js';
import { type Operation, turn } from './operation.js';
import { makeSheet, someAnswers } from './sheets.js';
import { afterLease } from './time.js';

/** Does something in a process that stands still in the middle of it, while others go on; then it wakes. Told is where it stood. */
async function standing(
  world: World,
  process: ServerProcess,
  {
    act,
    meanwhile,
    within,
    except,
  }: { act(): Promise<unknown>; meanwhile(): Promise<unknown>; within: number; except?: readonly string[] },
): Promise<string> {
  const { gate } = process;
  gate.arm('stall', world.chance.below(within), except);
  const stood = gate.stalled().then(() => true);
  const running = act().then(() => false);
  if (!(await Promise.race([stood, running]))) {
    gate.calm();
    return 'not caught';
  }
  const caught = gate.struck?.call;
  world.note(`stands still at ${caught}`);
  world.mayStumble = true;
  world.disturbances += 1;
  await meanwhile();
  gate.release();
  await running;
  world.mayStumble = false;
  return `at ${caught}`;
}

/** Some turns of another process, the lease of the first having run out. */
async function turnsOf(world: World, other: ServerProcess): Promise<void> {
  for (let turns = 1 + world.chance.below(3); turns > 0; turns -= 1) {
    world.passTime(31_000 + world.chance.below(120) * 1000);
    await turn(other);
  }
}

export const stalledTurn: Operation = {
  name: 'a process stands still in its turn',
  weight: 5,
  undisturbed: true,
  async act(world, process) {
    const other = await world.process(process);
    afterLease(world);
    return standing(world, process, { act: () => turn(process), meanwhile: () => turnsOf(world, other), within: 30 });
  },
};

/** The round may be over when it wakes. */
export const stalledVoter: Operation = {
  name: 'a process stands still with a vote',
  weight: 3,
  undisturbed: true,
  async act(world, process) {
    const round = whereTo(world);
    const other = await world.process(process);
    if (!round || round.record.state === 'scheduled') return undefined;
    const sheet = world.chance.one(signedSheets(round).filter(({ counted }) => counted !== 'yes'));
    const invited = world.chance.one(round.invited.filter((one) => claimed(one) === 'no'));
    const fresh = invited && (await makeSheet(world, process, round, invited));
    const meanwhile = async () => {
      if (world.chance.perhaps(0.4)) world.passTime(Math.max(0, Date.parse(round.record.closes) - world.now.getTime()));
      await turnsOf(world, other);
    };
    const act = async () => {
      if (sheet && world.chance.perhaps(0.6)) await castSheet(world, process, { round, sheet, answers: someAnswers(world, round) }, EITHER);
      else if (invited && fresh) await collectSheet(world, process, { round, invited, sheet: fresh, replacement: false }, WHATEVER);
    };
    return standing(world, process, { act, meanwhile, within: 5 });
  },
};

/** A launch asks for its lease before each of these; a process that stands still between asking and writing, longer than the lease, is not held back. */
const UNFENCED = ['keys.keep', 'roll.create', 'ballotBox.create'];

/** Its lease runs out; somebody launches, changes or deletes the same draft elsewhere. */
export const stalledLaunch: Operation = {
  name: 'a process stands still in a launch',
  weight: 2,
  undisturbed: true,
  async act(world, process) {
    const round = world.chance.one(world.model.drafts);
    if (!round) return undefined;
    const other = await world.process(process);
    let meanwhile = 'nothing';
    const told = await standing(world, process, {
      act: () => launchAndWait(world, process, round),
      async meanwhile() {
        afterLease(world);
        meanwhile = await elsewhere(world, other, round);
      },
      within: 30,
      except: UNFENCED,
    });
    // Whoever launched has woken a turn, and it is to be over before the clock moves on.
    await Promise.all([turn(process), turn(other)]);
    const record = await world.truth.registrar.rounds.byId(round);
    if (!record) await forgetDraft(world, round, true);
    else if (record.state !== 'draft') await adopt(world, round);
    else holdLease(world, round);
    return `${told}, meanwhile ${meanwhile}`;
  },
};

async function launchAndWait(world: World, process: ServerProcess, round: RoundId): Promise<void> {
  await call(world, process, 'launchRound', { params: { round } }, 'hr');
  await process.idle();
}

async function elsewhere(world: World, other: ServerProcess, round: RoundId): Promise<string> {
  const params = { round };
  const what = world.chance.one(['launched', 'changed', 'deleted', 'nothing'] as const) ?? 'nothing';
  if (what === 'launched') await launchAndWait(world, other, round);
  if (what === 'changed') await call(world, other, 'changeRound', { params, body: aDraft(world) }, 'hr');
  if (what === 'deleted') await call(world, other, 'deleteDraft', { params }, 'hr');
  return what;
}
