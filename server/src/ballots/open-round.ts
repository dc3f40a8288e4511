import { createHash, createPublicKey, hash as digestOf, type KeyObject } from 'node:crypto';
import { type Ballot, type BallotId, ballotMessage } from '#shared/ballot/ballot.js';
import { fromHex, joinBytes, toBase64Url } from '#shared/ballot/encoding.js';
import { type BallotKind, type Hash, type Manifest, type RoundId, reportingUnits, type UnitId } from '#shared/ballot/manifest.js';
import { type Receipt, receiptMessage } from '#shared/ballot/receipt.js';
import { type Answers, firstUnknownAnswer, itemOrder } from '#shared/instrument/answers.js';
import { instrumentOf } from '#shared/instrument/core.js';
import { fingerprintOf } from '../keys/keys.js';
import { CastThread } from './cast-thread.js';

/** Public keys of a round, SPKI DER, by unit and kind of ballot. */
export type PublicKeys = ReadonlyMap<UnitId, Partial<Record<BallotKind, Uint8Array>>>;

const thread = new CastThread();

/** What casting needs to know of a round: its terms and its keys, and nothing of its people. */
export interface OpenRound {
  readonly id: RoundId;
  readonly manifest: Manifest;
  readonly hash: Hash;
  /** True when `signature` is of the key of the ballot's unit and kind, for this ballot of this round. */
  isSigned(ballot: Pick<Ballot, 'id' | 'unit' | 'kind'>, signature: Uint8Array): Promise<boolean>;
  /** The first answer that does not fit the form; undefined when all do. */
  firstUnknownAnswer(answers: Answers): string | undefined;
  /** The answers as they lie in the box: one code a byte, in the form's order. */
  answerBytes(answers: Answers): Uint8Array;
  /** The same bytes each time (Ed25519 is deterministic). Undefined once the box key is destroyed. */
  receiptFor(id: BallotId): Promise<Receipt | undefined>;
}

export interface OpenRoundParts {
  manifest: Manifest;
  hash: Hash;
  publicKeys: PublicKeys;
  /** Ed25519. Absent once the answers are destroyed. */
  boxKey: KeyObject | undefined;
}

/**
 * Imports the round's keys once, so that each cast only verifies.
 * Throws where a public key is missing or is not the one whose fingerprint stands in the manifest: the round's files do not belong together.
 */
export function openRound({ manifest, hash, publicKeys, boxKey }: OpenRoundParts): OpenRound {
  const keys = importKeys(manifest, hash, publicKeys);
  const instrument = instrumentOf(manifest.form);
  const order = itemOrder(instrument);
  return {
    id: manifest.round,
    manifest,
    hash,
    async isSigned({ id, unit, kind }, signature) {
      return keys.get(`${unit} ${kind}`)?.signed(id, signature) ?? false;
    },
    firstUnknownAnswer: (answers) => firstUnknownAnswer(instrument, answers),
    answerBytes: (answers) => new Uint8Array(order.map((item) => answers[item] ?? 0)),
    receiptFor: (id) => receiptUnder(boxKey, hash, id),
  };
}

/** SHA-256 of a ballot's id: what receipts and bulletin name a ballot by. */
export function ballotHash(id: BallotId): Hash {
  return digestOf('sha256', fromHex(id), 'hex') as Hash;
}

interface UnitKey {
  signed(id: BallotId, signature: Uint8Array): Promise<boolean>;
}

function importKeys(manifest: Manifest, hash: Hash, publicKeys: PublicKeys): Map<string, UnitKey> {
  const keys = new Map<string, UnitKey>();
  for (const unit of reportingUnits(manifest)) {
    for (const kind of manifest.kinds) {
      const expected = unit.keys[kind];
      if (expected === undefined) continue; // comments are signed by larger nodes' keys
      const spki = publicKeys.get(unit.id)?.[kind];
      if (!spki || fingerprintOf(spki) !== expected)
        throw new Error(`round ${manifest.round}: the ${kind} key of ${unit.id} is not the manifest's`);
      keys.set(`${unit.id} ${kind}`, unitKey(spki, ballotMessage(hash, unit.id, kind)));
    }
  }
  return keys;
}

function unitKey(spki: Uint8Array, message: Uint8Array): UnitKey {
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  const digest = createHash('sha256').update(message).digest();
  return { signed: (id, signature) => thread.verify(key, joinBytes(fromHex(id), digest), signature) };
}

/** Undefined without a key to sign it. */
export async function receiptUnder(boxKey: KeyObject | undefined, manifest: Hash, id: BallotId): Promise<Receipt | undefined> {
  if (!boxKey) return undefined;
  const ballot = ballotHash(id);
  return { manifest, ballot, signature: toBase64Url(await thread.sign(boxKey, receiptMessage(manifest, ballot))) };
}
