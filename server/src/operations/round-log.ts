import type { Logger } from 'pino';
import type { RoundState } from '#shared/round/states.js';
import type { Registrar } from '../storage/port/registrar.js';

/** Said once for each step of a round, by the one process that took it. */
const STEPS: Partial<Record<RoundState, string>> = {
  open: 'round opened',
  closing: 'round collects no more',
  published: 'round published',
  'without-results': 'round ended without results',
  cancelled: 'round cancelled',
};

/** The same registrar; each step of a round that it takes is written to the log, with the round's id and nothing of anybody's. */
export function loggingRounds(registrar: Registrar, log: Logger): Registrar {
  const { rounds } = registrar;
  const become: typeof rounds.become = async (id, from, to, event) => {
    const became = await rounds.become(id, from, to, event);
    if (became) log.info({ round: id }, STEPS[to] ?? `round ${to}`);
    return became;
  };
  return { ...registrar, rounds: Object.assign(Object.create(rounds) as typeof rounds, { become }) };
}
