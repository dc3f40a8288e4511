import { castSheet, signedSheets } from './cast.js';
import { collectSheet, tell, whereTo } from './collect.js';
import { EITHER, WHATEVER } from './expected.js';
import { type Operation, turn } from './operation.js';
import { makeSheet, someAnswers } from './sheets.js';

export const crash: Operation = {
  name: 'a process is killed',
  weight: 3,
  standing: 'same',
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
  standing: 'same',
  async act(world, process) {
    const round = whereTo(world);
    const invited = round && world.chance.one(round.invited);
    if (!round || !invited) return undefined;
    const other = await world.process(process);
    const windows = await Promise.all(Array.from({ length: 4 }, () => makeSheet(world, process, round, invited)));
    const outcomes = await Promise.all(
      windows.map((sheet, at) =>
        sheet
          ? collectSheet(world, at % 2 === 0 ? process : other, { round, invited, sheet, replacement: world.chance.perhaps(0.4) }, WHATEVER)
          : 'not told',
      ),
    );
    return tell(outcomes);
  },
};
