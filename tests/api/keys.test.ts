import { createPublicKey, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashOfToken } from '#server/invitations/read-invitation.js';
import { tokenHashOf, tokenOf } from '#server/invitations/tokens.js';
import {
  destroyRoundSecrets,
  fingerprintOf,
  keepRoundSecrets,
  makeBoxKey,
  makeSigningKeys,
  readBoxKey,
  readMailKey,
  readSigningKeys,
  unwrapKey,
  wrapKey,
} from '#server/keys/keys.js';
import { aRound, aUnit } from '../builders/ballots.js';
import { aPlace, type Place } from '../builders/launched-round.js';

const SECRET = 'a session secret of the tests';
const place = { round: aRound(), name: 'mail' as const };

describe('a wrapped key', () => {
  const key = randomBytes(32);
  const wrapped = wrapKey(SECRET, place, key, randomBytes(12));

  test('opens under its secret and for its place', () => {
    expect(Buffer.from(unwrapKey(SECRET, place, wrapped))).toEqual(key);
  });

  test('shows nothing of the key', () => {
    expect(Buffer.from(wrapped).includes(key.subarray(0, 8))).toBe(false);
  });

  test.each([
    ['another secret', () => unwrapKey(`${SECRET}.`, place, wrapped)],
    ['another round', () => unwrapKey(SECRET, { ...place, round: aRound() }, wrapped)],
    ['another name', () => unwrapKey(SECRET, { ...place, name: 'box' }, wrapped)],
    [
      'a changed byte',
      () =>
        unwrapKey(
          SECRET,
          place,
          wrapped.map((byte, at) => (at === 40 ? byte ^ 1 : byte)),
        ),
    ],
    ['a cut file', () => unwrapKey(SECRET, place, wrapped.subarray(0, 20))],
  ])('does not open with %s', (_what, open) => {
    expect(open).toThrow();
  });
});

describe("a round's keys", () => {
  let stores: Place & { remove(): Promise<void> };
  beforeEach(async () => {
    stores = await aPlace();
  });
  afterEach(() => stores.remove());

  test('come back as they were kept, nothing of them in clear on disk, and are gone when destroyed', async () => {
    const round = aRound();
    const secrets = {
      signing: await makeSigningKeys([aUnit('sales'), aUnit('works')], ['scored']),
      mail: randomBytes(32),
      box: await makeBoxKey(),
    };
    await keepRoundSecrets(stores.secrets, round, secrets);

    const signing = await readSigningKeys(stores.secrets, round);
    const plain = (keys: typeof secrets.signing | undefined) =>
      [...(keys ?? [])].map(([unit, { scored }]) => [
        unit,
        Buffer.from(scored?.privateKey ?? []),
        fingerprintOf(scored?.publicKey ?? Buffer.of()),
      ]);
    expect(plain(signing)).toEqual(plain(secrets.signing));
    expect(Buffer.from((await readMailKey(stores.secrets, round)) ?? [])).toEqual(secrets.mail);
    expect((await readBoxKey(stores.secrets, round))?.publicKey).toBe(secrets.box.publicKey);

    const folder = join(stores.folder, 'rolls');
    const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name))));
    expect(files).toHaveLength(3);
    const private_ = Buffer.from(secrets.signing.get(aUnit('sales'))?.scored?.privateKey ?? []);
    for (const clear of [secrets.mail, private_.subarray(100, 140), Buffer.from(private_.toString('base64url').slice(100, 140))]) {
      expect(files.some((file) => file.includes(clear))).toBe(false);
    }

    await destroyRoundSecrets(stores.secrets, round);
    await destroyRoundSecrets(stores.secrets, round);
    expect(await readdir(folder)).toEqual([]);
    expect(await readMailKey(stores.secrets, round)).toBeUndefined();
  });

  test('each unit has its own, of RSA-2048', async () => {
    const keys = await makeSigningKeys([aUnit('sales'), aUnit('works'), aUnit('office')], ['scored']);
    const publicKeys = [...keys.values()].map(({ scored }) => scored?.publicKey ?? Buffer.of());
    expect(new Set(publicKeys.map(fingerprintOf)).size).toBe(3);
    for (const key of publicKeys) {
      const details = createPublicKey({ key: Buffer.from(key), format: 'der', type: 'spki' });
      expect([details.asymmetricKeyType, details.asymmetricKeyDetails?.modulusLength]).toEqual(['rsa', 2048]);
    }
  });
});

describe('a token', () => {
  // HMAC-SHA-256 of RFC 4231, test case 2: key "Jefe", data "what do ya want for nothing?", first 16 bytes 5bdcc146bf60754e6a042426089575c7.
  const key = Buffer.from('Jefe');
  const invitation = 'what do ya want for nothing?';

  test('is the first 128 bits of the HMAC in base32', () => {
    const text = tokenOf(key, invitation);
    expect(text).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    let bits = '';
    for (const character of text) bits += '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(character).toString(2).padStart(5, '0');
    expect(BigInt(`0b${bits.slice(0, 128)}`).toString(16)).toBe('5bdcc146bf60754e6a042426089575c7');
  });

  test('is known to the roll by the hash that a collect computes', () => {
    expect(Buffer.from(tokenHashOf(key, invitation))).toEqual(Buffer.from(hashOfToken(tokenOf(key, invitation))));
  });
});
