import { must } from '../promise.js';
import type { World } from '../world.js';

/** After a turn that nothing disturbed: all that was due by the clock is done. */
export async function checkSettled({ model, now, truth }: World): Promise<void> {
  must((await truth.registrar.rounds.heldSpares()).length === 0, "an addition that was interrupted is completed, or is nobody's");
  const due = await truth.registrar.results.answersDue(now.toISOString());
  for (const { id, record, closing, manifest } of model.rounds) {
    const { state, closes, cleared } = record;
    must(state !== 'scheduled' || now < new Date(manifest.terms.opens), 'a round that is due opens');
    must(state !== 'open' || now < new Date(closes), 'a round that is due closes');
    const graceEnds = Date.parse(closing?.stoppedAt ?? '') + manifest.terms.graceMinutes * 60_000;
    must(state !== 'closing' || now.getTime() < graceEnds, 'a closing whose grace is over comes to its end');
    must(state !== 'cancelled' || cleared, 'what a cancelled round left is cleared away');
    must(!due.includes(id), 'answers whose retention is over are destroyed in time');
  }
}
