import { createHash, randomBytes } from 'node:crypto';
import { fromBase64Url, toBase64Url, toHex } from '#shared/ballot/encoding.js';
import type { UnitId } from '#shared/ballot/manifest.js';
import { KeyRefused, unitKeys } from '../../client/src/ballot/protocol/unit-keys.js';
import { aManifest, FakeRound, TOKEN } from './fake-round.js';

const manifest = aManifest();
const unit = 'salesnorth00' as UnitId;

async function givenKey(): Promise<Uint8Array> {
  const reply = await new FakeRound(manifest).fetch('/ballot/invitation', { method: 'POST', body: JSON.stringify({ token: TOKEN }) });
  return fromBase64Url((await reply.json()).keys.scored);
}

test('the key that the manifest names is taken', async () => {
  const [key] = await unitKeys(manifest, unit, { scored: toBase64Url(await givenKey()) });
  expect(key).toMatchObject({ kind: 'scored', unit });
});

test('200 substituted keys are refused: each differs in one random bit', async () => {
  const der = await givenKey();
  const bits = new Set<number>();
  while (bits.size < 200) bits.add(randomBytes(2).readUInt16BE() % (der.length * 8));
  for (const bit of bits) {
    const substituted = Uint8Array.from(der);
    substituted[bit >> 3] = (substituted[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    await expect(unitKeys(manifest, unit, { scored: toBase64Url(substituted) })).rejects.toBeInstanceOf(KeyRefused);
  }
});

test('200 wrong units are refused: unknown ones, the company itself, and a neighbour with this key', async () => {
  const scored = toBase64Url(await givenKey());
  const unknown = Array.from({ length: 198 }, (_, at) => toHex(createHash('sha256').update(String(at)).digest()).slice(0, 12));
  for (const wrong of [...unknown, 'company00000', 'saleswest000']) {
    await expect(unitKeys(manifest, wrong as UnitId, { scored })).rejects.toBeInstanceOf(KeyRefused);
  }
});
