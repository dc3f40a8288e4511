import { inspect } from 'node:util';

const FORESEEN = ['ConfigError', 'NewerSchema', 'StoreUrlRefused', 'StoreCannotOpen'];

/** One line for whoever started it. Anything unforeseen keeps its trace: it is a fault of the program. */
export function lineOf(fault: unknown): string {
  return fault instanceof Error && FORESEEN.includes(fault.name) ? fault.message : inspect(fault);
}

/** Says why, and ends. */
export function fail(fault: unknown): never {
  console.error(lineOf(fault));
  process.exit(1);
}
