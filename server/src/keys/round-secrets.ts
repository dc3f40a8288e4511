import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';
import { canonicalBytes } from '#shared/ballot/canonical.js';
import { fromBase64Url, toBase64Url } from '#shared/ballot/encoding.js';
import type { BallotKind, RoundId, UnitId } from '#shared/ballot/manifest.js';
import type { KeyName, RoundKeys } from '../storage/port/round-keys.js';
import type { BoxKey, SigningKey, SigningKeys } from './make-keys.js';
import { unwrapKey, wrapKey } from './wrap.js';

export interface KeyNeeds {
  keys: RoundKeys;
  sessionSecret: string;
}

/** What a round has in its key file. The mail key is 32 random bytes. */
export interface RoundSecrets {
  signing: SigningKeys;
  mail: Uint8Array;
  box: BoxKey;
}

/** Keeps all three, wrapped; those of an interrupted launch are overwritten. */
export async function keepRoundSecrets(needs: KeyNeeds, round: RoundId, { signing, mail, box }: RoundSecrets): Promise<void> {
  await keep(needs, round, 'signing', canonicalBytes(plainKeys(signing)));
  await keep(needs, round, 'mail', mail);
  await keep(needs, round, 'box', box.privateKey);
}

/** Undefined once they are destroyed. Throws when SESSION_SECRET is not the one they were wrapped under. */
export async function readSigningKeys(needs: KeyNeeds, round: RoundId): Promise<SigningKeys | undefined> {
  const bytes = await read(needs, round, 'signing');
  return bytes && signingKeys(JSON.parse(new TextDecoder().decode(bytes)) as PlainKeys);
}

/** Undefined once it is destroyed: from then on no token of the round can be made. */
export async function readMailKey(needs: KeyNeeds, round: RoundId): Promise<Uint8Array | undefined> {
  return read(needs, round, 'mail');
}

/** Undefined once it is destroyed. */
export async function readBoxKey(needs: KeyNeeds, round: RoundId): Promise<BoxKey | undefined> {
  const privateKey = await read(needs, round, 'box');
  if (!privateKey) return undefined;
  const publicKey = createPublicKey(createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' }));
  return { privateKey, publicKey: String(publicKey.export({ format: 'jwk' }).x) };
}

/** All that is left of a round's keys; again is no fault. */
export async function destroyRoundSecrets({ keys }: Pick<KeyNeeds, 'keys'>, round: RoundId): Promise<void> {
  for (const name of ['mail', 'signing', 'box'] as const) await keys.destroy(round, name);
}

async function keep({ keys, sessionSecret }: KeyNeeds, round: RoundId, name: KeyName, key: Uint8Array): Promise<void> {
  await keys.keep(round, name, wrapKey(sessionSecret, { round, name }, key, randomBytes(12)));
}

async function read({ keys, sessionSecret }: KeyNeeds, round: RoundId, name: KeyName): Promise<Uint8Array | undefined> {
  const wrapped = await keys.read(round, name);
  return wrapped && unwrapKey(sessionSecret, { round, name }, wrapped);
}

type PlainKeys = Record<string, Partial<Record<BallotKind, string>>>;

function plainKeys(keys: SigningKeys): PlainKeys {
  const texts = (byKind: Partial<Record<BallotKind, SigningKey>>) =>
    Object.fromEntries(Object.entries(byKind).map(([kind, { privateKey }]) => [kind, toBase64Url(privateKey)]));
  return Object.fromEntries([...keys].map(([unit, byKind]) => [unit, texts(byKind)]));
}

function signingKeys(plain: PlainKeys): SigningKeys {
  const whole = (text: string): SigningKey => {
    const privateKey = fromBase64Url(text);
    const publicKey = createPublicKey(createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' }));
    return { privateKey, publicKey: publicKey.export({ type: 'spki', format: 'der' }) };
  };
  return new Map(
    Object.entries(plain).map(([unit, byKind]) => [
      unit as UnitId,
      Object.fromEntries(Object.entries(byKind).map(([kind, text]) => [kind, whole(text)])),
    ]),
  );
}
