import type { ServerProcess } from '../server-process.js';
import type { World } from '../world.js';
import { castSheet, signedSheets } from './cast.js';
import { collectSheet, tell, whereTo } from './collect.js';
import { type Operation, turn } from './operation.js';
import { makeSheet, someAnswers } from './sheets.js';
import { afterLease } from './time.js';

export const crash: Operation = {
  name: 'a process is killed',
  weight: 3,
  async act(world, process) {
    await world.kill(process);
    return process.name;
  },
};

export const restart: Operation = {
  name: 'a process is restarted',
  weight: 2,
  async act(world, process) {
    await world.stop(process);
    return `${process.name}, now ${(await world.process()).name}`;
  },
};

/** Stands still in the middle of a turn for longer than its lease, while another process goes on with it; then it wakes. */
export const stall: Operation = {
  name: 'a process stands still',
  weight: 5,
  undisturbed: true,
  async act(world, process) {
    const other = await world.process(process);
    const { gate } = process;
    afterLease(world);
    gate.arm('stall', world.chance.below(30));
    const stood = gate.stalled().then(() => true);
    const running = turn(process).then(() => false);
    if (!(await Promise.race([stood, running]))) {
      gate.calm();
      return 'not caught';
    }
    const caught = gate.struck?.call;
    world.mayStumble = true;
    await meanwhile(world, other);
    gate.release();
    await running;
    world.mayStumble = false;
    return `at ${caught}`;
  },
};

async function meanwhile(world: World, other: ServerProcess): Promise<void> {
  for (let turns = 1 + world.chance.below(3); turns > 0; turns -= 1) {
    world.passTime(31_000 + world.chance.below(120) * 1000);
    await turn(other);
  }
}

/** Whatever the closing does meanwhile, each is either counted or told that it was not. */
const EITHER = new Set(['done', 'round-closed', 'round-cancelled']);

export const rush: Operation = {
  name: 'casts race with the closing',
  weight: 4,
  async act(world, process) {
    const round = whereTo(world);
    const sheets = round ? signedSheets(round).filter(({ counted }) => counted !== 'yes') : [];
    if (!round || sheets.length === 0 || round.record.state === 'scheduled') return undefined;
    const other = await world.process(process);
    const end = Math.max(Date.parse(round.record.closes), Date.parse(round.closing?.stoppedAt ?? round.record.closes));
    world.passTime(Math.max(31_000, end + round.manifest.terms.graceMinutes * 60_000 - world.now.getTime()));
    const later = async (sheet: (typeof sheets)[number], at: number) => {
      for (let rest = world.chance.below(60); rest > 0; rest -= 1) await new Promise((resolve) => setImmediate(resolve));
      return castSheet(world, at % 2 === 0 ? process : other, { round, sheet, answers: someAnswers(world, round) }, EITHER);
    };
    const [outcomes] = await Promise.all([Promise.all(sheets.map(later)), turn(process), turn(other)]);
    return tell(outcomes);
  },
};

/** One invitation, opened in many windows at once: the roll gives one ballot, and one replacement to those who ask. */
export const crowd: Operation = {
  name: 'one invitation is collected at once in many windows',
  weight: 3,
  async act(world, process) {
    const round = whereTo(world);
    const invited = round && world.chance.one(round.invited);
    if (!round || !invited) return undefined;
    const other = await world.process(process);
    const windows = await Promise.all(Array.from({ length: 4 }, () => makeSheet(world, process, round, invited)));
    const any = new Set(['done', 'fetched-elsewhere', 'no-replacement-left', 'collecting-ended', 'round-not-yet-open', 'round-cancelled']);
    const outcomes = await Promise.all(
      windows.map((sheet, at) =>
        sheet
          ? collectSheet(world, at % 2 === 0 ? process : other, { round, invited, sheet, replacement: world.chance.perhaps(0.4) }, any)
          : 'not told',
      ),
    );
    return tell(outcomes);
  },
};
