import type { ActName } from '#shared/contract/acts.js';
import type { Clock } from '../clock.js';
import type { Ledger } from '../storage/port/registrar/ledger.js';

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

/** Enters one act that changed something. Nobody can edit or remove it. */
export async function recordAct({ registrar, clock }: AuditNeeds, { organisation, who, act, subject, reason }: Act): Promise<void> {
  await registrar.ledger.enter({ organisation, at: clock.now().toISOString(), who, act, subject, reason: reason ?? null });
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
