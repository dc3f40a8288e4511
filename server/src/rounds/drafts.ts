import { toHex } from '#shared/ballot/encoding.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import { type Problem, Refusal } from '#shared/contract/refusal.js';
import type { Round, RoundDraft } from '#shared/contract/rounds.js';
import { recordActing } from '../audit/audit.js';
import { destroyLeftovers } from './deleted-drafts.js';
import { withLaunchLease } from './launch-lease.js';
import { readRound } from './read-round.js';
import { findRound, type RoundAct, type RoundNeeds } from './round-needs.js';

/** Refuses (`launch-times-wrong`) times out of order. */
export async function createRound(
  needs: RoundNeeds,
  { organisation, by, draft }: { organisation: string; by: string; draft: RoundDraft },
): Promise<Round> {
  refuseWrongTimes(draft);
  const round = toHex(needs.random(16)) as RoundId;
  const event = { at: needs.clock.now().toISOString(), what: 'created' as const, reason: null };
  await recordActing(needs, { organisation, who: by, act: 'round-created', subject: draft.title }, () =>
    needs.registrar.rounds.create({ organisation, id: round, draft, event }),
  );
  return readRound(needs, { organisation, round });
}

/** Refuses a round that was launched (`terms-frozen`) and times out of order. */
export async function changeRound(needs: RoundNeeds, { organisation, round, draft }: RoundAct & { draft: RoundDraft }): Promise<Round> {
  await findRound(needs, { organisation, round });
  refuseWrongTimes(draft);
  await withLaunchLease(needs, round, termsFrozen, async () => {
    if ((await needs.registrar.rounds.changeDraft(organisation, round, draft)) === 'frozen') throw termsFrozen();
  });
  return readRound(needs, { organisation, round });
}

/** Deletes a draft with all that an interrupted launch left of it; cut off midway, `clearDeletedDrafts` does the rest. Refuses a round that was launched (`round-not-draft`). */
export async function deleteDraft(needs: RoundNeeds, { organisation, round, by }: RoundAct): Promise<void> {
  const { draft } = await findRound(needs, { organisation, round });
  const destroy = async () => {
    if ((await needs.registrar.rounds.deleteDraft(organisation, round)) === 'frozen') throw notDraft();
    await destroyLeftovers(needs, round);
  };
  await recordActing(needs, { organisation, who: by, act: 'round-deleted', subject: draft.title }, () =>
    withLaunchLease(needs, round, notDraft, destroy),
  );
}

export function notDraft(): Refusal {
  return new Refusal('round-not-draft', {
    reason: 'The round is launched, or is being launched.',
    remedy: 'A launched round can be cancelled, with a reason that all can read.',
  });
}

function termsFrozen(): Refusal {
  return new Refusal('terms-frozen', {
    reason: 'The terms of a launched round are frozen: people were promised them.',
    remedy: 'Cancel the round and launch another, or create the next one with other terms.',
  });
}

function refuseWrongTimes(draft: RoundDraft): void {
  const problems = wrongTimes(draft);
  const [first] = problems;
  if (!first) return;
  throw new Refusal('launch-times-wrong', {
    ...(first.field ? { field: first.field } : {}),
    reason: first.reason,
    remedy: first.remedy ?? '',
    problems,
  });
}

/** opens < mayCloseFrom <= closes <= mayExtendTo < employeesSeeResultsFrom: each time that breaks it. */
export function wrongTimes(draft: RoundDraft): Problem[] {
  const { opens, mayCloseFrom, closes, mayExtendTo, employeesSeeResultsFrom } = draft;
  const problems: Problem[] = [];
  const check = (holds: boolean, field: keyof RoundDraft, reason: string, remedy: string) => {
    if (!holds) problems.push({ field, reason, remedy });
  };
  const later = (a: string, b: string) => new Date(a) > new Date(b);
  const lasts = later(closes, opens);
  const [after, endable] = ['Choose a time after the opening.', 'Choose a later time, or let it be ended earlier.'];
  check(lasts, 'closes', 'The round would close before it opens.', after);
  // Of a round that closes before it opens the first possible end is wrong as well, whatever it is.
  check(!lasts || later(mayCloseFrom, opens), 'mayCloseFrom', 'The round could be ended before it opens.', after);
  check(!lasts || !later(mayCloseFrom, closes), 'closes', 'The round would close before it may be ended.', endable);
  check(
    !later(closes, mayExtendTo),
    'mayExtendTo',
    'The last possible end lies before the planned one.',
    'Choose the planned end or a later time.',
  );
  const seen = 'Employees would see results while the round may still be open.';
  check(later(employeesSeeResultsFrom, mayExtendTo), 'employeesSeeResultsFrom', seen, 'Choose a time after the last possible end.');
  return problems;
}
