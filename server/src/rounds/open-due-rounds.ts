import type { RoundNeeds } from './round-needs.js';

/** Opens every scheduled round whose time has come. Safe at any moment and in several processes: one opens it. */
export async function openDueRounds({ registrar: { rounds } }: Pick<RoundNeeds, 'registrar'>, now: Date): Promise<void> {
  for (const { id, draft } of await rounds.allInStates(['scheduled'])) {
    if (new Date(draft.opens) > now) continue;
    await rounds.become(id, 'scheduled', 'open', { at: now.toISOString(), what: 'opened', reason: null });
  }
}
