import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { background } from '#server/background.js';
import { type Clock, systemClock } from '#server/clock.js';
import { loadConfig } from '#server/config.js';
import { makeSigningKey } from '#server/keys/keys.js';
import { systemRandom } from '#server/random.js';
import { createRound, type RoundNeeds, readCurrentClient } from '#server/rounds/rounds.js';
import type { RosterContent } from '#server/storage/port/registrar/roster.js';
import { openStores, type Stores } from '#server/stores.js';
import type { RoundId } from '#shared/ballot/manifest.js';
import type { RoundDraft } from '#shared/contract/rounds.js';

/** An organisation with a roster and the draft of a round, on real stores, and what its use cases need. */
export interface BenchOffice {
  stores: Stores;
  rounds: RoundNeeds;
  act: { organisation: string; by: string; round: RoundId };
}

/** Where the stores are: by default files in `folder`. */
export type StoreUrls = Partial<Record<'REGISTRAR_URL' | 'BALLOT_BOX_URL', string>>;

const HOUR_MS = 3_600_000;
const CLIENT = join(import.meta.dirname, '..', '..', 'client');

/** Everybody has an address, and mail is queued as if it were sent. */
export async function benchOffice(
  folder: string,
  { people, units, clock = systemClock, urls = {} }: { people: number; units: number; clock?: Clock; urls?: StoreUrls },
): Promise<BenchOffice> {
  const config = await loadConfig({ DATA_DIR: folder, ...urls });
  const stores = await openStores(config);
  const [organisation, by, createdAt] = [`benc${randomBytes(4).toString('hex')}`, 'Bench', clock.now().toISOString()];
  const account = {
    id: randomBytes(6).toString('hex'),
    organisation,
    name: by,
    email: `${organisation}@bench.test`,
    roles: ['hr' as const],
  };
  await stores.registrar.organisations.keepSetupHash(organisation);
  await stores.registrar.organisations.found({
    organisation: { id: organisation, name: 'Bench', timeZone: 'Etc/UTC', language: 'en', sample: false, createdAt },
    account: { ...account, password: null, twoFactor: null, oidcSubject: null, createdAt },
    setupHash: organisation,
  });
  await stores.registrar.roster.replace(organisation, 0, rosterOf(people, units), createdAt);
  const rounds: RoundNeeds = {
    ...{ ...stores, sessionSecret: config.sessionSecret, clock, random: systemRandom },
    ...{ baseUrl: 'https://candour.bench.test', allowInsecureBaseUrl: false, mailConfigured: true },
    background: background((job, fault) => console.error(job, fault)),
    makeSigningKey,
    currentClient: () => readCurrentClient(CLIENT),
    wake: () => undefined,
  };
  const { id } = await createRound(rounds, { organisation, by, draft: draftFrom(clock.now()) });
  return { stores, rounds, act: { organisation, by, round: id as RoundId } };
}

const AREAS = 'Northern Southern Eastern Western Central Coastal Inland Upper Lower Overseas'.split(' ');
const SITES = 'Hamburg Haifa Lyon Porto Leeds Gdansk'.split(' ');
const TASKS = ['Sales', 'Customer Service', 'Production', 'Logistics', 'Finance and Control'];

/** Names as companies give them, all different: a manifest is not to compress better than in life. */
function unitName(at: number): string {
  const [area, site, task] = [AREAS[at % 10], SITES[Math.floor(at / 10) % 6], TASKS[Math.floor(at / 60) % 5]];
  return `${area} ${task} ${site}${at < 300 ? '' : ` ${at}`}`;
}

/** So many people in so many units below the company, in turn. */
export function rosterOf(people: number, units: number): RosterContent {
  const unitId = (at: number) => createHash('sha256').update(`unit ${at}`).digest('hex').slice(0, 12);
  const company = { id: 'company00000', name: 'Bench', parent: null };
  return {
    units: [company, ...Array.from({ length: units }, (_, at) => ({ id: unitId(at), name: unitName(at), parent: company.id }))],
    people: Array.from({ length: people }, (_, at) => {
      const employeeId = String(at).padStart(7, '0');
      const named = { id: `person${employeeId}`, employeeId, name: `Person ${employeeId}`, email: `p${employeeId}@bench.test` };
      return { ...named, unit: unitId(at % units), leads: false, language: 'en' };
    }),
  };
}

/** Open from now on, for a week. */
export function draftFrom(now: Date): RoundDraft {
  const at = (hours: number) => new Date(now.getTime() + hours * HOUR_MS).toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    ...{ title: 'Bench', form: 'core', k: 5, audience: 'Everybody', opens: at(0), mayCloseFrom: at(24), closes: at(168) },
    ...{ mayExtendTo: at(336), graceMinutes: 0, employeesSeeResultsFrom: at(400), readers: ['hr'], retentionDays: 14 },
  };
}
