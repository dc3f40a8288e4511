import type { ClosingRecord } from '../storage/port/registrar/results.js';
import type { RoundRecord } from '../storage/port/registrar/rounds.js';
import type { Closing } from './closing.js';
import { countRound } from './count.js';
import type { ClosingNeeds } from './needs.js';
import { publishRound } from './publish.js';
import { sealAnswers } from './seal-answers.js';
import { type ClosingStep, stepsAfter } from './steps.js';

export type CloseOutcome = 'closed' | 'in-grace' | 'not-open' | 'overtaken';

type Step = (needs: ClosingNeeds, closing: Closing) => Promise<Partial<ClosingRecord> | undefined>;

/**
 * Closes a round that is open and due, or takes up a closing where it was interrupted: the steps of `steps.ts`, each of which may be repeated.
 * `in-grace`: collecting has stopped, ballots may still be cast; call again. `not-open`: cancelled meanwhile, or over.
 * `overtaken`: this process stood still, and another has gone on with the closing.
 */
export async function closeRound(needs: ClosingNeeds, round: RoundRecord): Promise<CloseOutcome> {
  const closing = await stopCollecting(needs, round);
  if (!closing) return 'not-open';
  if (inGrace(closing, needs.clock.now())) return 'in-grace';
  for (const step of stepsAfter(closing.record.step)) {
    await needs.before?.(step);
    const change = await STEPS[step](needs, closing);
    const record = { ...closing.record, ...change, step };
    // Otherwise totals and keys that another process has noted would be lost, and roll and slots are gone by then.
    if (!(await needs.results.keepClosing(record, closing.record.step))) return 'overtaken';
    closing.record = record;
  }
  return 'closed';
}

const STEPS: Record<ClosingStep, Step> = {
  stop: async () => undefined, // `stopCollecting` did it: a record begins there
  seal: async ({ ballotBox }, { round }) => void (await ballotBox.seal(round.id)),
  count: countRound,
  package: async ({ ballotBox }, { round }) => void (await ballotBox.writePackage(round.id)),
  answers: async (needs, closing) => void (await sealAnswers(needs, closing)),
  'destroy-slots': async ({ ballotBox }, { round }) => void (await ballotBox.destroySlots(round.id)),
  'overwrite-roll': async ({ roll }, { round }) => void (await roll.overwrite(round.id)),
  publish: async (needs, closing) => void (await publishRound(needs, closing)),
  'destroy-keys': async ({ keys }, { round }) => {
    await keys.destroy(round.id, 'signing');
    await keys.destroy(round.id, 'mail');
    return undefined;
  },
  finish,
};

/** Nothing is handed out from here on. The state first: a round that is cancelled at the same moment is not closed. */
async function stopCollecting(needs: ClosingNeeds, round: RoundRecord): Promise<Closing | undefined> {
  const { id, organisation, manifest, manifestHash: hash } = round;
  if (!manifest || !hash) return undefined;
  const at = needs.clock.now().toISOString();
  if (round.state !== 'closing' && !(await needs.rounds.become(id, 'open', 'closing', { at, what: 'closing', reason: null })))
    return undefined;
  const before = await needs.results.readClosing(id);
  if (before) return { round, manifest, hash, record: before };
  await needs.before?.('stop');
  await needs.roll.stop(id);
  await needs.outbox.giveUp(id, 'the round is closed');
  const record: ClosingRecord = { round: id, organisation, stoppedAt: at, step: 'stop', totals: null, units: [] };
  if (!(await needs.results.keepClosing(record, null))) return undefined;
  return { round, manifest, hash, record };
}

/** Counted from the stop, not from the time in the terms: a server that was down at the deadline must not take the grace away. */
function inGrace({ manifest, record }: Closing, now: Date): boolean {
  const minute = 60_000;
  return record.step === 'stop' && now.getTime() < new Date(record.stoppedAt).getTime() + manifest.terms.graceMinutes * minute;
}

async function finish({ rounds, results, clock }: ClosingNeeds, { round }: Closing): Promise<undefined> {
  const published = await results.snapshot(round.organisation, round.id);
  const end = published?.snapshot.outcome === 'results' ? 'published' : 'without-results';
  await rounds.become(round.id, 'closing', end, { at: published?.publishedAt ?? clock.now().toISOString(), what: end, reason: null });
  return undefined;
}
