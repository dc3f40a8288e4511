import type { Instant } from '#shared/ballot/manifest.js';
import { Refusal } from '#shared/contract/refusal.js';
import type { Round, RoundEvent } from '#shared/contract/rounds.js';
import { moment } from '#shared/round/moment.js';
import { recordActing } from '../audit/audit.js';
import type { RoundRecord } from '../storage/port/registrar/rounds.js';
import { notOpen } from './add-person.js';
import { mayEnd, readRound } from './read-round.js';
import { findRound, instantOf, type RoundAct, type RoundNeeds } from './round-needs.js';

/** Moves the end of an open round to later, at most to the frozen `mayExtendTo`. The reason is read by all. */
export async function extendRound(needs: RoundNeeds, input: RoundAct & { closes: Instant; reason: string }): Promise<Round> {
  const record = await findUnderWay(needs, input);
  const closes = new Date(input.closes);
  if (closes <= new Date(record.closes) || closes > new Date(record.draft.mayExtendTo)) throw await outsideLimits(needs, 'closes', record);
  return moveTo(needs, input, record, input.closes, 'extended');
}

/** Ends an open round now, from the frozen `mayCloseFrom` on. Closing follows by the clock. The reason is read by all. */
export async function endRound(needs: RoundNeeds, input: RoundAct & { reason: string }): Promise<Round> {
  const record = await findUnderWay(needs, input);
  const now = needs.clock.now();
  if (!mayEnd(record, now)) throw await outsideLimits(needs, 'mayCloseFrom', record);
  return moveTo(needs, input, record, instantOf(now), 'close-asked');
}

/** Refuses (`round-not-open`) also a round whose end has come and which the clock's next turn closes: people were told that it is over. */
async function findUnderWay(needs: RoundNeeds, input: RoundAct): Promise<RoundRecord> {
  const record = await findRound(needs, input);
  if (record.state !== 'open' || new Date(record.closes) <= needs.clock.now()) throw notOpen();
  return record;
}

async function moveTo(
  needs: RoundNeeds,
  input: RoundAct & { reason: string },
  { id, draft, closes: from }: RoundRecord,
  closes: Instant,
  what: RoundEvent['what'] & ('extended' | 'close-asked'),
): Promise<Round> {
  const event = { at: needs.clock.now().toISOString(), what, reason: input.reason };
  const act = what === 'extended' ? 'round-extended' : 'round-ended';
  const { organisation, by, reason } = input;
  await recordActing(needs, { organisation, who: by, act, subject: draft.title, reason }, async () => {
    if (!(await needs.registrar.rounds.moveClose(id, { from, to: closes }, event))) throw movedMeanwhile();
  });
  needs.wake();
  return readRound(needs, input);
}

function movedMeanwhile(): Refusal {
  return new Refusal('round-not-open', {
    reason: 'At the same moment somebody else moved the end of the round, ended it or cancelled it. Nothing was changed.',
    remedy: 'Reload the page to see how it stands.',
  });
}

async function outsideLimits({ registrar }: RoundNeeds, field: string, { organisation, closes, draft }: RoundRecord): Promise<Refusal> {
  const timeZone = (await registrar.organisations.read(organisation))?.timeZone ?? 'UTC';
  const told = (instant: Instant) => moment(instant, timeZone, 'en');
  return new Refusal('outside-frozen-limits', {
    field,
    reason: `By its terms the round may be ended from ${told(draft.mayCloseFrom)} and be extended to ${told(draft.mayExtendTo)}. It closes ${told(closes)}.`,
    remedy: 'Choose a time inside these limits. They were promised to everybody and cannot be changed.',
  });
}
