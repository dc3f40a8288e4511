import { eachInTurn } from '../each-in-turn.js';
import type { RoundNeeds } from './round-needs.js';

/** Opens every scheduled round whose time has come. Safe at any moment and in several processes: one opens it. */
export async function openDueRounds({ registrar: { rounds } }: Pick<RoundNeeds, 'registrar'>, now: Date): Promise<void> {
  const due = (await rounds.allInStates(['scheduled'])).filter(({ draft }) => new Date(draft.opens) <= now);
  await eachInTurn(due, ({ id }) => rounds.become(id, 'scheduled', 'open', { at: now.toISOString(), what: 'opened', reason: null }));
}
