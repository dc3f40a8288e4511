import { jest } from '@jest/globals';
import { blindSuite } from '../../client/src/ballot/protocol/blank.js';
import { rfc9474 as vector } from '../vectors/rfc9474.js';

/* What the server does of it is held to the same vector in tests/invitations/signing-pool.test.ts. */

test('the ballot page prepares, blinds and finishes as RFC 9474, Appendix A.1, given the same random bytes', async () => {
  const key = await publicKey();
  const rsa = blindSuite();
  await withRandomBytes([vector.msg_prefix, vector.salt, blindingFactor()], async () => {
    const prepared = rsa.prepare(bytes(vector.msg));
    expect(hex(prepared)).toBe(vector.input_msg);
    const { blindedMsg, inv } = await rsa.blind(key, prepared);
    expect({ blinded: hex(blindedMsg), inverse: hex(inv) }).toEqual({ blinded: vector.blinded_msg, inverse: vector.inv });
  });
  const signature = await rsa.finalize(key, bytes(vector.input_msg), bytes(vector.blind_sig), bytes(vector.inv));
  expect(hex(signature)).toBe(vector.sig);
  expect(await rsa.verify(key, signature, bytes(vector.input_msg))).toBe(true);
});

test('a blind signature with one bit changed is not finished', async () => {
  const changed = bytes(vector.blind_sig);
  changed[100] = (changed[100] ?? 0) ^ 1;
  const finishing = blindSuite().finalize(await publicKey(), bytes(vector.input_msg), changed, bytes(vector.inv));
  await expect(finishing).rejects.toThrow();
});

function publicKey(): Promise<CryptoKey> {
  const jwk = { kty: 'RSA', n: base64Url(vector.n), e: base64Url(vector.e), alg: 'PS384', ext: true };
  return crypto.subtle.importKey('jwk', jwk, { name: 'RSA-PSS', hash: 'SHA-384' }, true, ['verify']);
}

/** The vector gives its inverse. */
function blindingFactor(): string {
  const modulus = BigInt(`0x${vector.n}`);
  let [rest, divisor, factor, next] = [BigInt(`0x${vector.inv}`), modulus, 1n, 0n];
  while (divisor > 0n) {
    const quotient = rest / divisor;
    [rest, divisor] = [divisor, rest - quotient * divisor];
    [factor, next] = [next, factor - quotient * next];
  }
  return ((factor + modulus) % modulus).toString(16).padStart(vector.n.length, '0');
}

/** The next random bytes are these, and no others are asked for. */
async function withRandomBytes(drawn: string[], act: () => Promise<void>): Promise<void> {
  const draws = jest.spyOn(crypto, 'getRandomValues').mockImplementation((to) => {
    const next = bytes(drawn.shift() ?? '');
    if (!(to instanceof Uint8Array) || to.length !== next.length) throw new RangeError('these bytes are not the vector’s');
    to.set(next);
    return to;
  });
  await act().finally(() => draws.mockRestore());
  expect(drawn).toEqual([]);
}

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
const hex = (value: Uint8Array) => Buffer.from(value).toString('hex');
const base64Url = (text: string) => Buffer.from(text, 'hex').toString('base64url');
