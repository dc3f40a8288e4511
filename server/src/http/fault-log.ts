import pino, { type DestinationStream, type Logger } from 'pino';
import type { Row } from '#shared/contract/contract.js';
import { table } from '#shared/contract/table.js';
import type { Clock } from '../clock.js';

/** Where faults of the program are written. There is no log of requests, and no address, cookie or body in any line. */
export interface FaultLog {
  /** `row` is the endpoint's name in the contract. */
  fault(row: string, fault: unknown): void;
}

/** Faults on ballot routes are dated to the day and without their text, which could hold what was sent: such a line must not tell when somebody answered. */
export function faultLog(log: Logger, clock: Clock, destination: DestinationStream): FaultLog {
  const day = () => `,"day":"${clock.now().toISOString().slice(0, 10)}"`;
  const undated = pino({ timestamp: day, level: log.level }, destination);
  return {
    fault: (row, fault) => {
      if (isBallotRow(row)) undated.error({ row, where: placesOf(fault) }, 'fault on a ballot route');
      else log.error({ row, err: fault }, 'fault');
    },
  };
}

function isBallotRow(name: string): boolean {
  const row = (table as Readonly<Record<string, Row>>)[name];
  return row === undefined || row.path.startsWith('/ballot/');
}

/** Kind and places of a fault, without its message. */
function placesOf(fault: unknown): string[] {
  if (!(fault instanceof Error)) return [typeof fault];
  const { name, stack = '' } = fault;
  return [
    name,
    ...stack
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .map((line) => line.trim()),
  ];
}
