import { randomBytes } from 'node:crypto';
import type { AccountRecord } from '#server/storage/port/registrar/accounts.js';
import type { Publication } from '#server/storage/port/registrar/results.js';
import type { RosterContent, RosterRow } from '#server/storage/port/registrar/roster.js';
import type { Freeze, Invitation } from '#server/storage/port/registrar/rounds.js';
import type { Registrar } from '#server/storage/port/registrar.js';
import type { Hash, Manifest, RoundId } from '#shared/ballot/manifest.js';
import type { RoundEvent } from '#shared/contract/rounds.js';
import type { Snapshot } from '#shared/results/snapshot.js';
import { aRound, aUnit } from './ballots.js';
import { aDraft } from './office.js';

/** Records as the contract suites give them to a registrar, and the organisation they belong to. */
export const ACME = 'org000000000';
export const AT = '2026-03-05T08:00:00.000Z';
export const LATER = '2026-03-05T09:00:00.000Z';

export const anEvent = (what: RoundEvent['what'], reason: string | null = null): RoundEvent => ({ at: AT, what, reason });

export const anInvitee = (person: string, email: string | null = `${person}@a.test`) => ({ person, name: person, email, language: 'en' });

export function anAccount(id: string, parts: Partial<AccountRecord> = {}): AccountRecord {
  const account = { id, organisation: ACME, name: id, email: `${id}@acme.test`, roles: ['hr'] as const, password: 'scrypt' };
  return { ...account, twoFactor: null, oidcSubject: null, createdAt: AT, ...parts };
}

/** An organisation with one account, `hana`. */
export async function found(registrar: Registrar): Promise<void> {
  const organisation = { id: ACME, name: 'Acme', timeZone: 'Europe/Berlin', language: 'en', sample: false, createdAt: AT };
  await registrar.organisations.keepSetupHash('setup');
  await registrar.organisations.found({ organisation, account: anAccount('hana'), setupHash: 'setup' });
}

export function anInvitation(parts: Partial<Invitation> = {}): Invitation {
  const person = randomBytes(6).toString('hex');
  return { id: randomBytes(32).toString('base64url'), unit: aUnit('sales'), spare: false, invitee: anInvitee(person), ...parts };
}

export const someInvitations = (count: number): Invitation[] => Array.from({ length: count }, () => anInvitation());
export const someSpares = (count: number): Invitation[] =>
  Array.from({ length: count }, () => anInvitation({ spare: true, invitee: null }));

export async function aDraftRound(registrar: Registrar): Promise<RoundId> {
  const id = aRound();
  await registrar.rounds.create({ organisation: ACME, id, draft: aDraft(), event: anEvent('created') });
  return id;
}

export function aFreeze(id: RoundId, invitations: readonly Invitation[], parts: Partial<Freeze> = {}): Freeze {
  const manifest = { format: 'candour-manifest-1', round: id, terms: { opens: aDraft().opens } } as Manifest;
  return {
    ...{ organisation: ACME, id, revision: 1, manifest, manifestHash: `${id}${id}` as Hash, homes: {}, queueMail: true },
    ...{ invitations, event: anEvent('launched'), ...parts },
  };
}

/** Enough for several batches of any engine: people of one unit, named by `name`. */
export function aRoster(people: number, name = 'Person'): RosterContent {
  const row = (at: number): RosterRow => {
    const employeeId = String(at).padStart(6, '0');
    return { id: `p${employeeId}`, employeeId, name: `${name} ${at}`, email: null, unit: 'sales', leads: false, language: 'en' };
  };
  const units = [
    { id: 'acme', name: 'Acme', parent: null },
    { id: 'sales', name: 'Sales', parent: 'acme' },
  ];
  return { units, people: Array.from({ length: people }, (_, at) => row(at)) };
}

export function aPublication(round: RoundId, title = 'Spring', ballots = 1): Publication {
  const manifest = `${round}${round}` as Hash;
  const totals = { roll: 20, collected: 12, counted: 11, replacements: 1, additions: 0 };
  const snapshot: Snapshot = {
    ...{ version: 1, round, manifest, title, form: 'core', k: 5, opened: '2026-03-02', closed: '2026-03-13' },
    ...{ published: '2026-03-13', totals, signals: [], units: [], outcome: 'without-results', results: null },
  };
  const scored = Array.from({ length: ballots }, () => randomBytes(32).toString('hex') as Hash).sort();
  return {
    ...{ organisation: ACME, round, manifest, snapshot, tuples: { version: 1, round, forms: [] } },
    bulletin: { format: 'candour-bulletin-1', round, manifest, totals: { ...totals, notMe: 0 }, ballots: { scored } },
    ...{ publishedAt: '2026-03-13T16:00:00.000Z', answersUntil: '2026-03-27T16:00:00.000Z' },
  };
}

/** So many callers at the same moment. */
export function atOnce<T>(callers: number, act: (caller: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: callers }, (_, caller) => act(caller)));
}
