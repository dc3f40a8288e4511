import { roundCode } from '#shared/ballot/manifest.js';
import { Refusal } from '#shared/contract/refusal.js';
import type { Round, RoundEvent, RoundSummary, RoundTerms } from '#shared/contract/rounds.js';
import type { RoundRecord } from '../storage/port/registrar/rounds.js';
import { readLaunch } from './launch-lease.js';
import { findRound, instantOf, type OneRound, type RoundNeeds } from './round-needs.js';

type ReadNeeds = Pick<RoundNeeds, 'registrar' | 'clock'>;

/** Newest first. */
export async function listRounds({ registrar }: ReadNeeds, { organisation }: { organisation: string }): Promise<RoundSummary[]> {
  return (await registrar.rounds.list(organisation)).map(summaryOf);
}

/** A round with its timeline and how it stands now. */
export async function readRound(needs: ReadNeeds, input: OneRound): Promise<Round> {
  const { rounds, results } = needs.registrar;
  // Before the round: read after it, a launch that ends between the two would leave a draft that nobody launches.
  const launch = await readLaunch(needs, input.round);
  const record = await findRound(needs, input);
  const closing = record.state === 'closing' ? await results.readClosing(record.id) : undefined;
  return {
    ...summaryOf(record),
    draft: record.draft,
    launch: record.state === 'draft' ? launch : null,
    invited: record.manifest ? await rounds.countInvited(record.id) : null,
    cancelledBecause: record.cancelledBecause,
    closingStep: closing?.step ?? null,
    mayCloseNow: mayEnd(record, needs.clock.now()),
    events: await rounds.events(record.id),
  };
}

/** HR may end an open round from `mayCloseFrom` on. */
export function mayEnd({ state, draft }: RoundRecord, now: Date): boolean {
  return state === 'open' && now >= new Date(draft.mayCloseFrom);
}

const CHANGES_NO_HASH: ReadonlySet<RoundEvent['what']> = new Set([
  'launched',
  'extended',
  'close-asked',
  'cancelled',
  'person-added',
  'sheet-printed',
]);

/** The frozen terms, what has been done inside them since, and who the stewards are. Refuses a draft (`not-found`): it has none yet. */
export async function readTerms(needs: ReadNeeds, input: OneRound): Promise<RoundTerms> {
  const { id, manifest, manifestHash } = await findRound(needs, input);
  if (!manifest || !manifestHash) {
    throw new Refusal('not-found', { reason: 'The round is not launched: nothing is frozen yet.', remedy: 'Come back after the launch.' });
  }
  const colleagues = await needs.registrar.accounts.list(input.organisation);
  const stewards = colleagues.filter(({ roles }) => roles.includes('steward')).map(({ name }) => name);
  const events = (await needs.registrar.rounds.events(id)).filter(({ what }) => CHANGES_NO_HASH.has(what));
  return { manifest, hash: manifestHash, code: roundCode(manifestHash), stewards, events };
}

function summaryOf({ id, state, draft, closes, publishedAt, manifestHash }: RoundRecord): RoundSummary {
  return {
    id,
    title: draft.title,
    form: draft.form,
    state,
    opens: draft.opens,
    closes,
    publishedAt: publishedAt === null ? null : instantOf(new Date(publishedAt)),
    code: manifestHash && roundCode(manifestHash),
    manifestHash,
  };
}
