import { background } from '#server/background.js';
import { type MailNeeds, openPost, type Post } from '#server/mail/mail.js';
import { systemRandom } from '#server/random.js';
import { importRoster, previewRoster, type RosterNeeds } from '#server/roster/roster.js';
import { createRound, launchRound, openDueRounds, type RoundNeeds } from '#server/rounds/rounds.js';
import type { Hash, RoundId } from '#shared/ballot/manifest.js';
import { Refusal } from '#shared/contract/refusal.js';
import type { RoundDraft } from '#shared/contract/rounds.js';
import { aPlace, type StoreUrls } from './launched-round.js';
import { stockedKey } from './signing-keys.js';

export interface OfficeParts {
  /** The port of an SMTP server on this machine. */
  smtpPort?: number;
  baseUrl?: string;
  /** Files of a new folder otherwise. */
  urls?: StoreUrls;
}

/** An organisation with one HR account and real stores, at noon on Tuesday 3 March 2026, and everything its use cases need. */
export async function anOffice({ smtpPort, baseUrl = 'https://candour.acme.test', urls }: OfficeParts = {}) {
  const place = await aPlace(urls);
  const { registrar, roll, ballotBox, keys, clock, folder } = place;
  const organisation = 'acme00000000';
  const createdAt = clock.now().toISOString();
  const account = { id: 'hana00000000', organisation, name: 'Hana', email: 'hana@acme.test', roles: ['hr'] as const };
  await registrar.organisations.keepSetupHash('setup');
  await registrar.organisations.found({
    organisation: { id: organisation, name: 'Acme', timeZone: 'Europe/Berlin', language: 'en', sample: false, createdAt },
    account: { ...account, password: 'hashed', twoFactor: null, oidcSubject: null, createdAt },
    setupHash: 'setup',
  });
  const woken = { times: 0 };
  const wake = () => {
    woken.times += 1;
  };
  const roster: RosterNeeds = { registrar, clock, random: systemRandom };
  const shared = { registrar, keys, sessionSecret: place.secrets.sessionSecret, clock, baseUrl, wake };
  const faults: unknown[] = [];
  const rounds: RoundNeeds = {
    ...{ ...shared, roll, ballotBox, random: systemRandom, allowInsecureBaseUrl: false, mailConfigured: smtpPort !== undefined },
    background: background((_job, fault) => faults.push(fault)),
    makeSigningKey: stockedKey,
    currentClient: async () => ({
      version: 'c'.repeat(64) as Hash,
      entry: 'b.html',
      files: [{ path: 'b.html', sha256: 'd'.repeat(64) as Hash, content: new TextEncoder().encode('<!doctype html>') }],
    }),
  };
  const post: Post | undefined =
    smtpPort === undefined
      ? undefined
      : openPost({ smtpUrl: `smtp://127.0.0.1:${smtpPort}/?ignoreTLS=true`, from: 'Candour <candour@acme.test>' });
  const mail: MailNeeds = { ...shared, post };
  const remove = async () => {
    post?.close();
    await place.remove();
  };
  return { place, organisation, folder, clock, registrar, roster, rounds, mail, woken, faults, by: 'Hana', remove };
}
export type Office = Awaited<ReturnType<typeof anOffice>>;

/** A roster file with so many people in each unit. Everybody has an address but the first of each unit. */
export function aRosterFile(units: Record<string, number>): string {
  const lines = Object.entries(units).flatMap(([unit, people], at) =>
    Array.from({ length: people }, (_, n) => {
      const id = `${at}-${n}`;
      return `${id},Person ${id},${n === 0 ? '' : `p${id}@acme.test`},${unit},no,${n % 2 === 0 ? 'en' : 'he'}`;
    }),
  );
  return ['id,name,email,unit,leads,language', ...lines].join('\n');
}

export async function* bytesOf(text: string | Uint8Array, chunk = 65_536): AsyncGenerator<Uint8Array> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
}

/** Previews a file and imports what was seen. */
export async function importFile({ roster, organisation, by }: Office, text: string, leaveOutProblems = false) {
  const upload = { organisation, mapping: {} };
  const { fingerprint } = await previewRoster(roster, { ...upload, file: bytesOf(text) });
  return importRoster(roster, { ...upload, file: bytesOf(text), fingerprint, leaveOutProblems, by });
}

/** Opens on Wednesday 4 March at eight, may end from Monday the 9th, closes on Friday the 13th, at the latest on the 20th. */
export function aDraft(parts: Partial<RoundDraft> = {}): RoundDraft {
  return {
    ...{ title: 'Spring', form: 'core', k: 5, audience: 'Everybody', opens: '2026-03-04T07:00:00Z', mayCloseFrom: '2026-03-09T07:00:00Z' },
    ...{ closes: '2026-03-13T16:00:00Z', mayExtendTo: '2026-03-20T16:00:00Z', graceMinutes: 60, readers: ['hr', 'executive'] },
    ...{ employeesSeeResultsFrom: '2026-03-23T08:00:00Z', retentionDays: 14 },
    ...parts,
  };
}

/** A roster of two units, and a round over it that is launched. */
export async function aScheduledRound(office: Office, draft = aDraft(), units: Record<string, number> = { Sales: 12, Works: 11 }) {
  await importFile(office, aRosterFile(units));
  const { organisation, by } = office;
  const { id } = await createRound(office.rounds, { organisation, by, draft });
  const act = { organisation, by, round: id as RoundId };
  const launched = await launchRound(office.rounds, act);
  const record = await office.registrar.rounds.read(organisation, act.round);
  if (!record?.manifest || !record.manifestHash) throw new Error('not launched');
  return { act, launched, manifest: record.manifest, hash: record.manifestHash };
}

/** The same, after its opening on 4 March. */
export async function anOpenRound(office: Office, draft = aDraft(), units?: Record<string, number>) {
  const scheduled = await aScheduledRound(office, draft, units);
  office.clock.set('2026-03-04T09:00:00Z');
  await openDueRounds(office.rounds, office.clock.now());
  return scheduled;
}

/** The refusal that an act ends in. */
export async function refusalOf(act: Promise<unknown>): Promise<Refusal['parts'] & { code: string }> {
  try {
    await act;
  } catch (fault) {
    if (fault instanceof Refusal) return { code: fault.code, ...fault.parts };
    throw fault;
  }
  throw new Error('nothing was refused');
}
