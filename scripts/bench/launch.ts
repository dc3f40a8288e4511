import { monitorEventLoopDelay } from 'node:perf_hooks';
import { launchRound, readRound } from '#server/rounds/rounds.js';
import { benchOffice, type StoreUrls } from './bench-office.js';

export interface LaunchFigures {
  seconds: number;
  /** Seconds from the beginning until the step was seen. */
  steps: Record<string, number>;
  /** The longest that nothing else had its turn, in milliseconds. */
  longestHold: number;
  /** How often somebody who looked twice a second saw the progress change. */
  changesSeen: number;
}

const LOOK_MS = 500;

/** A launch with invitations and mail for everybody, watched as HR's page watches it. Goal: 100,000 in 300 units in under 60 s. */
export async function benchLaunch(folder: string, { people = 100_000, units = 300 }, urls: StoreUrls = {}): Promise<LaunchFigures> {
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
