import { constants, createHash, createPrivateKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import { type OpenRound, openRound } from '#server/ballots/open-round.js';
import { hashOf } from '#server/hash-of.js';
import { type InvitedRound, modulusOf } from '#server/invitations/round-invited.js';
import { tokenHashOf, tokenOf } from '#server/invitations/tokens.js';
import { fingerprintOf, makeBoxKey, makeSigningKeys, type SigningKeys } from '#server/keys/keys.js';
import type { BallotBox } from '#server/storage/port/ballot-box.js';
import type { Roll } from '#server/storage/port/roll.js';
import { type Ballot, type BallotId, ballotMessage } from '#shared/ballot/ballot.js';
import { canonicalBytes } from '#shared/ballot/canonical.js';
import { joinBytes, toBase64Url } from '#shared/ballot/encoding.js';
import { type Hash, type Manifest, type RoundId, reportingUnits, sparesFor, type UnitId } from '#shared/ballot/manifest.js';
import { type Answers, itemOrder } from '#shared/instrument/answers.js';
import { instrumentOf } from '#shared/instrument/core.js';

const LONG_AGO = '2000-01-01T00:00:00Z';
const FAR_AWAY = '2999-01-01T00:00:00Z';
const PEOPLE_A_UNIT = 500;
export const ITEMS = itemOrder(instrumentOf('core'));

/** A launched round for benchmarks: real manifest, keys, roll and box, and no registrar. It can be sent to another process. */
export interface BenchRound {
  manifest: Manifest;
  hash: Hash;
  tokens: string[];
  signing: SigningKeys;
  /** Private, PKCS #8 DER. */
  boxKey: Uint8Array;
}

/** Launches a round of so many people in units of 500. */
export async function launchBenchRound(roll: Roll, ballotBox: BallotBox, people: number): Promise<BenchRound> {
  const units = Array.from({ length: Math.ceil(people / PEOPLE_A_UNIT) }, (_, at) => `unit${String(at).padStart(8, '0')}` as UnitId);
  const signing = await makeSigningKeys(units, ['scored']);
  const box = await makeBoxKey();
  const manifest = manifestOf(randomBytes(16).toString('hex') as RoundId, units, signing, box.publicKey);
  const hash = hashOf(canonicalBytes(manifest));
  const mailKey = randomBytes(32);
  const invitations = Array.from({ length: people }, (_, at) => ({ id: `${at}`, unit: unitAt(units, at) }));
  const leaves = reportingUnits(manifest);

  const entries = invitations.map(({ id, unit }) => ({ tokenHash: tokenHashOf(mailKey, id), unit, spare: false }));
  await roll.create(manifest.round, new Map(leaves.map(({ id, spares }) => [id, spares])), entries);
  const capacity = new Map(leaves.map(({ id, roll: invited, spares }) => [id, invited + spares]));
  await ballotBox.create(manifest.round, { capacity, kinds: ['scored'], items: ITEMS.length, salt: randomBytes(32) });
  return { manifest, hash, tokens: invitations.map(({ id }) => tokenOf(mailKey, id)), signing, boxKey: box.privateKey };
}

/** The round as collecting sees it, signed for by `signOne`. */
export function invitedRound(
  { manifest, hash, signing }: BenchRound,
  signOne: (privateKey: Uint8Array, blinded: Uint8Array) => Promise<Uint8Array>,
): InvitedRound {
  const signers = [...signing].map(([unit, { scored }]) => {
    if (!scored) throw new Error(`no key for ${unit}`);
    const { publicKey, privateKey } = scored;
    const signer = { publicKey, modulus: modulusOf(publicKey), sign: (blinded: Uint8Array) => signOne(privateKey, blinded) };
    return [unit, { scored: signer }] as const;
  });
  const stands = { state: 'open', closes: manifest.terms.closes } as const;
  return { id: manifest.round, hash, manifest, ...stands, signers: new Map(signers), standsNow: async () => stands };
}

/** The round as casting sees it. */
export function castableRound({ manifest, hash, signing, boxKey }: BenchRound): OpenRound {
  const publicKeys = new Map([...signing].map(([unit, { scored }]) => [unit, { scored: scored?.publicKey ?? new Uint8Array() }]));
  return openRound({ manifest, hash, publicKeys, boxKey: imported(boxKey) });
}

/** The ballot of the person at that place, as a browser would cast it, its signature made directly. */
export function ballotAt({ manifest, hash, signing }: BenchRound, at: number): Ballot {
  const units = reportingUnits(manifest).map(({ id }) => id);
  return signedBallot(manifest, hash, unitAt(units, at), signing);
}

function unitAt(units: readonly UnitId[], at: number): UnitId {
  return units[at % units.length] as UnitId;
}

function manifestOf(round: RoundId, units: readonly UnitId[], signing: SigningKeys, boxKey: string): Manifest {
  const company = { id: 'company00000' as UnitId, name: 'Company', parent: null, roll: PEOPLE_A_UNIT * units.length, spares: 0, keys: {} };
  const leaves = units.map((id) => {
    const scored = fingerprintOf(signing.get(id)?.scored?.publicKey ?? new Uint8Array());
    return { id, name: id, parent: company.id, roll: PEOPLE_A_UNIT, spares: sparesFor(PEOPLE_A_UNIT), keys: { scored } };
  });
  return {
    ...{ format: 'candour-manifest-1', organisation: 'Bench', round, title: 'Bench', timeZone: 'Etc/UTC', form: 'core' },
    ...{ formHash: '0'.repeat(64) as Hash, languages: ['en'], kinds: ['scored'], units: [company, ...leaves], boxKey },
    client: { version: '0'.repeat(64) as Hash, entry: 'b.html', files: [] },
    terms: {
      ...{ k: 5, audience: 'Everybody', opens: LONG_AGO, collectUntil: FAR_AWAY, castFrom: LONG_AGO, mayCloseFrom: FAR_AWAY },
      ...{ closes: FAR_AWAY, mayExtendTo: FAR_AWAY, graceMinutes: 0, windows: 1, readers: ['hr'] },
      ...{ employeesSeeResultsFrom: FAR_AWAY, retentionDays: 14 },
    },
  };
}

const keys = new WeakMap<Uint8Array, KeyObject>();

function imported(der: Uint8Array): KeyObject {
  const key = keys.get(der) ?? createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
  keys.set(der, key);
  return key;
}

/** A ballot of the unit, signed with its key as if it had been unblinded. */
export function signedBallot(manifest: Manifest, hash: Hash, unit: UnitId, signing: SigningKeys): Ballot {
  const id = randomBytes(32);
  const digest = createHash('sha256')
    .update(ballotMessage(hash, unit, 'scored'))
    .digest();
  const key = imported(signing.get(unit)?.scored?.privateKey ?? new Uint8Array());
  // An unblinded signature is an ordinary one.
  const signature = sign('sha384', joinBytes(id, digest), { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 });
  const answers = Object.fromEntries(ITEMS.map((item) => [item, 1 + ((id[0] ?? 0) % 5)])) as Answers;
  return { round: manifest.round, id: id.toString('hex') as BallotId, unit, kind: 'scored', signature: toBase64Url(signature), answers };
}

/** 256 bytes below any modulus of 2048 bits. */
export function someBlinded(): string {
  return toBase64Url(Buffer.concat([Buffer.of(1), randomBytes(255)]));
}

/** Answers to the core form with an outlook of the person's own, so that scores vary as in life. */
export function plausibleAnswers(at: number): Uint8Array {
  const outlook = (at * 2_654_435_761) % 997;
  return Uint8Array.from(ITEMS, (_, item) => 1 + ((outlook + (((at ^ item) * 40_503) % 619)) % 5));
}
