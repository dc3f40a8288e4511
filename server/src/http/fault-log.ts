import pino, { type DestinationStream, type Logger } from 'pino';
import type { Row } from '#shared/contract/contract.js';
import { table } from '#shared/contract/table.js';
import type { Clock } from '../clock.js';
import { placesOf } from '../told-faults.js';

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
