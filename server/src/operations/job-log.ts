import pino, { type DestinationStream } from 'pino';
import type { Clock } from '../clock.js';
import { placesOf, wordsOf } from '../told-faults.js';

/**
 * Where faults of work that goes on by itself are written: the scheduler's jobs, its lease, a launch. `job` is one of our own names.
 * Dated to the day: what fails while ballots come in must not tell when they came.
 */
export function jobLog(level: string, clock: Clock, destination: DestinationStream): (job: string, fault: unknown) => void {
  const day = () => `,"day":"${clock.now().toISOString().slice(0, 10)}"`;
  const undated = pino({ timestamp: day, level }, destination);
  return (job, fault) => undated.error({ job, fault: wordsOf(fault), where: placesOf(fault).slice(1) }, 'fault of a job');
}
