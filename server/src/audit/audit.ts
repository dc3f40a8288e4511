import type { ActName } from '#shared/contract/acts.js';
import { Refusal } from '#shared/contract/refusal.js';
import type { Clock } from '../clock.js';
import type { Ledger, LedgerRecord } from '../storage/port/registrar/ledger.js';
import { StoreUnavailable } from '../storage/port/store-unavailable.js';

export interface AuditNeeds {
  registrar: { ledger: Ledger };
  clock: Clock;
}

export interface Act {
  organisation: string;
  /** The name of whoever acted. */
  who: string;
  /** What was done. */
  act: ActName;
  /** On what or whom. */
  subject: string;
  reason?: string;
}

const PAGE = 100;

/** Enters one act that changed something, when it is done. Nobody can edit or remove it. */
export async function recordAct(needs: AuditNeeds, act: Act): Promise<void> {
  await needs.registrar.ledger.enter(entryOf(needs, act));
}

/**
 * Does an act that is entered before it is done, so that none is ever done without its entry. A refusal takes the entry back: nothing was changed.
 * Whatever else cuts in, a store that is away or the end of the process, leaves the act as begun, for every reader to see.
 */
export async function recordActing<T>(needs: AuditNeeds, act: Act, work: () => Promise<T>): Promise<T> {
  const { ledger } = needs.registrar;
  const id = await ledger.begin(entryOf(needs, act));
  try {
    const outcome = await work();
    // Done is done: a store that goes away just now must not tell the caller otherwise. The entry is there, and says no more than is known.
    await ledger.end(id, 'done').catch(unlessAway);
    return outcome;
  } catch (fault) {
    if (fault instanceof Refusal) await ledger.end(id, 'nothing').catch(unlessAway);
    throw fault;
  }
}

function unlessAway(fault: unknown): void {
  if (!(fault instanceof StoreUnavailable)) throw fault;
}

function entryOf({ clock }: AuditNeeds, { organisation, who, act, subject, reason }: Act): LedgerRecord {
  return { organisation, at: clock.now().toISOString(), who, act, subject, reason: reason ?? null };
}

/** A page of what was done, newest first; `before` is the moment of the last entry that was read. */
export function readLedger({ registrar }: AuditNeeds, organisation: string, before: string | undefined) {
  return registrar.ledger.read(organisation, before ?? null, PAGE);
}

/** A page of who looked at which results, newest first. */
export async function readViews({ registrar }: AuditNeeds, organisation: string, before: string | undefined) {
  const { entries, more } = await registrar.ledger.readViews(organisation, before ?? null, PAGE);
  return { views: entries.map((view) => ({ ...view, roles: [...view.roles] })), more };
}
