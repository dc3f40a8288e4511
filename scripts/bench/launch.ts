import { monitorEventLoopDelay } from 'node:perf_hooks';
import { launchRound, readRound } from '#server/rounds/rounds.js';
import { benchOffice } from './bench-office.js';
import type { Place } from './engines.js';
import { under, whole } from './figures.js';
import type { Run } from './run.js';
import type { Sizes } from './sizes.js';

/** Seconds, and milliseconds. */
const [SECONDS, HOLD] = [60, 50];

interface LaunchFigures {
  seconds: number;
  /** Seconds from the beginning until the step was seen. */
  steps: Record<string, number>;
  /** The longest that nothing else had its turn, in milliseconds. */
  longestHold: number;
  /** How often somebody who looked twice a second saw the progress change. */
  changesSeen: number;
}

const LOOK_MS = 500;

/** A launch with invitations and mail for everybody. Always by one process: the one that HR's request reached. */
export async function benchLaunch({ engines, sizes: { launch }, figures }: Run): Promise<void> {
  for (const engine of engines) {
    const { seconds, steps, longestHold, changesSeen } = await engine.on((place) => launched(place, launch));
    const name = `launch, ${whole(launch.people)} invitations in ${launch.units} units`;
    const order = Object.entries(steps).map(([step, at]) => `${step} at ${at.toFixed(1)} s`);
    const common = { engine: engine.name, processes: 1 };
    const beside = `by one process; seen on the way: ${order.join(', ')}; ${changesSeen} changes`;
    figures.note({ ...common, name, value: `${seconds.toFixed(1)} s`, goal: under(seconds, SECONDS, 's'), beside });
    const hold = { name: 'longest hold of the event loop in a launch', value: `${longestHold.toFixed(0)} ms` };
    figures.note({ ...common, ...hold, goal: under(longestHold, HOLD, 'ms') });
  }
}

/** Watched as HR's page watches it. */
async function launched({ folder, urls }: Place, { people, units }: Sizes['launch']): Promise<LaunchFigures> {
  const { rounds, stores, act } = await benchOffice(folder, { people, units, urls });
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const [steps, seen]: [Record<string, number>, Set<string>] = [{}, new Set()];
  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1000;
  const look = async () => {
    const { launch } = await readRound(rounds, act);
    if (!launch) return;
    steps[launch.step] ??= seconds();
    seen.add(JSON.stringify(launch));
  };
  const looking = setInterval(() => void look(), LOOK_MS);
  delay.enable();
  const { state, invited } = await launchRound(rounds, act);
  delay.disable();
  clearInterval(looking);
  const figures = { seconds: seconds(), steps, longestHold: delay.max / 1e6, changesSeen: seen.size };
  if (state !== 'scheduled' || invited !== people) throw new Error('the round was not launched');
  await stores.close();
  return figures;
}
