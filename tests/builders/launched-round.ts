import { constants, createHash, createPrivateKey, privateDecrypt, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClosingNeeds } from '#server/closing/needs.js';
import { tokenHashOf, tokenOf } from '#server/invitations/tokens.js';
import { fingerprintOf, keepRoundSecrets, makeBoxKey, makeSigningKeys, type SigningKeys } from '#server/keys/keys.js';
import { openRounds, publicKeysOf } from '#server/open-rounds.js';
import { openBallotBox, openRegistrar, openRoll, openRoundKeys } from '#server/storage/open-store.js';
import type { Invitation } from '#server/storage/port/registrar/rounds.js';
import { canonicalBytes } from '#shared/ballot/canonical.js';
import { type Form, type Hash, type Manifest, type RoundId, sparesFor, type Terms, type UnitId } from '#shared/ballot/manifest.js';
import type { RoundDraft } from '#shared/contract/rounds.js';
import { type Answers, itemOrder } from '#shared/instrument/answers.js';
import { formContent } from '#shared/instrument/content.js';
import { instrumentOf } from '#shared/instrument/core.js';
import type { PollingPlace } from '../../scripts/demo/voter.js';
import { aRound, aUnit } from './ballots.js';
import { stockedKey } from './signing-keys.js';

export interface PersonInvited {
  manifest: Hash;
  token: string;
  unit: UnitId;
}

export interface LaunchedRoundParts {
  /** People by unit's short name. */
  units?: Record<string, number>;
  form?: Form;
  terms?: Partial<Terms>;
  /** False: it is scheduled still. */
  opened?: boolean;
}

export const SESSION_SECRET = 'a secret of the tests, of 32 and more';
const OPENS = '2026-03-02T08:00:00Z';

/** A clock that stands where a test puts it. */
export class SetClock {
  constructor(private at: string) {}
  now = (): Date => new Date(this.at);
  set(at: string): void {
    this.at = at;
  }
}

/** Where a place's stores are: keys are beside the roll. */
export interface StoreUrls {
  registrar: string;
  roll: string;
  ballotBox: string;
}

function filesIn(folder: string): StoreUrls {
  const url = (name: string) => `sqlite:${join(folder, name)}`;
  return { registrar: url('registrar.sqlite'), roll: url('rolls'), ballotBox: url('ballots') };
}

/** Real stores, in a folder of their own where no other engine is named, as a server process opens them; `reopen` is a restart. */
export async function openPlace(folder: string, clock: SetClock, urls = filesIn(folder)) {
  const registrar = await openRegistrar(urls.registrar);
  const roll = openRoll(urls.roll);
  const ballotBox = openBallotBox(urls.ballotBox);
  const keys = openRoundKeys(urls.roll);
  const { rounds, results, outbox } = registrar;
  const secrets = { keys, sessionSecret: SESSION_SECRET };
  const polling: PollingPlace = { openRounds: openRounds({ ...secrets, rounds, results, sign: signDirectly }), roll, ballotBox, clock };
  const closing: ClosingNeeds = {
    ...{ rounds, results, outbox, roll, ballotBox, keys, clock },
    publicKeys: (round) => publicKeysOf({ ...secrets, results }, round),
  };
  const close = async () => void (await Promise.all([roll.close(), ballotBox.close(), keys.close(), registrar.close()]));
  return { folder, urls, clock, registrar, roll, ballotBox, keys, secrets, polling, closing, close };
}
export type Place = Awaited<ReturnType<typeof openPlace>>;

/** A new, empty place that is removed by `remove`. */
export async function aPlace(urls?: StoreUrls): Promise<Place & { remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'candour-round-'));
  const place = await openPlace(folder, new SetClock('2026-03-03T12:00:00Z'), urls);
  return {
    ...place,
    async remove() {
      await place.close().catch(() => {});
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Launches and opens a round with real keys, roll and box: opened on Monday 2 March 2026, to close on Friday the 13th at 16:00 UTC. */
export async function aLaunchedRound(place: Place, parts: LaunchedRoundParts = {}) {
  const { units = { sales: 20, works: 24, office: 16 } } = parts;
  const round = aRound();
  const organisation = 'organisation';
  const signing = await makeSigningKeys(Object.keys(units).map(aUnit), ['scored'], { makeKey: stockedKey });
  const [mail, box] = [randomBytes(32), await makeBoxKey()];
  const manifest = aManifest(round, { ...parts, units }, signing, box.publicKey);
  const hash = createHash('sha256').update(canonicalBytes(manifest)).digest('hex') as Hash;
  const invitations = invitationsFor(manifest);
  const event = (what: 'created' | 'launched' | 'opened') => ({ at: OPENS.replace('Z', '.000Z'), what, reason: null });

  await keepRoundSecrets(place.secrets, round, { signing, mail, box });
  const leaves = manifest.units.filter((unit) => unit.parent !== null);
  const entries = invitations.map(({ id, unit, spare }) => ({ tokenHash: tokenHashOf(mail, id), unit, spare }));
  await place.roll.create(round, new Map(leaves.map(({ id, spares }) => [id, spares])), entries);
  const capacity = new Map(leaves.map(({ id, roll, spares }) => [id, roll + spares]));
  const items = itemOrder(instrumentOf(manifest.form)).length;
  await place.ballotBox.create(round, { capacity, kinds: ['scored'], items, salt: randomBytes(32) });

  const { rounds } = place.registrar;
  await rounds.create({ organisation, id: round, draft: draftOf(manifest), event: event('created') });
  const homes = {};
  const frozen = { organisation, id: round, revision: 1, manifest, manifestHash: hash, homes, invitations, queueMail: false };
  const revision = (await rounds.read(organisation, round))?.revision ?? 1;
  if ((await rounds.freeze({ ...frozen, revision, event: event('launched') })) !== 'frozen') throw new Error('the round was not frozen');
  if (parts.opened !== false) await rounds.become(round, 'scheduled', 'open', event('opened'));
  const tokens = invitations.map(({ id, unit, spare }): PersonInvited & { spare: boolean } => ({
    manifest: hash,
    token: tokenOf(mail, id),
    unit,
    spare,
  }));
  return {
    round,
    organisation,
    manifest,
    hash,
    signing,
    people: tokens.filter((each) => !each.spare),
    spares: tokens.filter((each) => each.spare),
  };
}

function aManifest(
  round: RoundId,
  { units = {}, form = 'core', terms = {} }: LaunchedRoundParts,
  signing: SigningKeys,
  boxKey: string,
): Manifest {
  const leaves = Object.entries(units).map(([name, roll]) => ({
    ...{ id: aUnit(name), name, parent: aUnit('company'), roll, spares: sparesFor(roll) },
    keys: { scored: fingerprintOf(signing.get(aUnit(name))?.scored?.publicKey ?? new Uint8Array()) },
  }));
  const roll = leaves.reduce((sum, leaf) => sum + leaf.roll, 0);
  const company = { id: aUnit('company'), name: 'Company', parent: null, roll, spares: 0, keys: {} };
  return {
    ...{ format: 'candour-manifest-1', organisation: 'Company', round, title: 'Spring', timeZone: 'Europe/Berlin', form },
    formHash: createHash('sha256')
      .update(canonicalBytes(formContent(form)))
      .digest('hex') as Hash,
    ...{ languages: ['en'], kinds: ['scored'], units: [company, ...leaves], boxKey },
    client: { version: '0'.repeat(64) as Hash, entry: 'b.html', files: [] },
    terms: { ...TERMS, ...terms },
  };
}

const CLOSES = '2026-03-13T16:00:00Z';
const TERMS: Terms = {
  ...{ k: 5, audience: 'Everybody', opens: OPENS, collectUntil: CLOSES, castFrom: OPENS, mayCloseFrom: '2026-03-09T08:00:00Z' },
  ...{ closes: CLOSES, mayExtendTo: '2026-03-20T16:00:00Z', graceMinutes: 60, windows: 1, readers: ['hr', 'executive'] },
  ...{ employeesSeeResultsFrom: '2026-03-20T08:00:00Z', retentionDays: 14 },
};

function draftOf({ title, form, terms }: Manifest): RoundDraft {
  const { k, audience, opens, mayCloseFrom, closes, mayExtendTo, graceMinutes, employeesSeeResultsFrom, readers, retentionDays } = terms;
  return {
    title,
    form,
    k,
    audience,
    opens,
    mayCloseFrom,
    closes,
    mayExtendTo,
    graceMinutes,
    employeesSeeResultsFrom,
    readers,
    retentionDays,
  };
}

function invitationsFor({ units }: Manifest): Invitation[] {
  return units.flatMap(({ id: unit, parent, roll, spares }) => {
    if (parent === null) return [];
    const invitee = { person: 'person', name: 'A person', email: null, language: 'en' };
    return Array.from({ length: roll + spares }, (_, at) => {
      const spare = at >= roll;
      return { id: randomBytes(32).toString('base64url'), unit, spare, invitee: spare ? null : { ...invitee, person: `${unit}-${at}` } };
    });
  });
}

/** Every item answered, turn by turn over the scale from `first`. */
export function someAnswers(form: Form, first = 1): Answers {
  return Object.fromEntries(itemOrder(instrumentOf(form)).map((item, at) => [item, ((first + at) % 5) + 1])) as Answers;
}

const imported = new WeakMap<Uint8Array, ReturnType<typeof createPrivateKey>>();

export function signDirectly(privateKey: Uint8Array, blinded: Uint8Array): Promise<Uint8Array> {
  const key = imported.get(privateKey) ?? createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
  imported.set(privateKey, key);
  return Promise.resolve(privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, blinded));
}
