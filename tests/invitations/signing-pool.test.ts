import { constants, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, verify } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { getPriority, constants as osConstants } from 'node:os';
import { createSigningPool, type SigningPool } from '#server/invitations/signing-pool.js';
import { startChild } from '../processes/child.js';
import { toArray } from '../store-contract/engines.js';
import { rfc9474 as vector } from '../vectors/rfc9474.js';

describe('signing blindly on threads', () => {
  let pool: SigningPool;
  beforeAll(() => {
    pool = createSigningPool(2);
  });
  afterAll(() => pool.close());

  test('signs as RFC 9474, Appendix A.1, and its finished signature is one that casting accepts', async () => {
    const key = privateKeyOf(vector);
    const blindSignature = await pool.sign(derOf(key), bytes(vector.blinded_msg));
    expect(hex(blindSignature)).toBe(vector.blind_sig);

    const n = number(vector.n);
    const signature = (number(hex(blindSignature)) * number(vector.inv)) % n;
    expect(signature.toString(16).padStart(1024, '0')).toBe(vector.sig);
    const padding = { key: createPublicKey(key), padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 };
    expect(verify('sha384', bytes(vector.input_msg), padding, bytes(vector.sig))).toBe(true);
    expect(verify('sha384', bytes(`${vector.input_msg.slice(0, -2)}00`), padding, bytes(vector.sig))).toBe(false);
  });

  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux('while it signs, the event loop goes first: both threads have a lower priority', async () => {
    const der = derOf(privateKeyOf(vector));
    await Promise.all([1, 2].map(() => pool.sign(der, bytes(vector.blinded_msg))));

    const own = getPriority();
    const behind = Math.max(own, osConstants.priority.PRIORITY_BELOW_NORMAL);
    expect(prioritiesOfThreads().filter((priority) => priority === behind).length).toBeGreaterThanOrEqual(2);
    expect(prioritiesOfThreads()).toContain(own);
  });

  test('200 values under 5 keys at once, each signed under its own: the signature to the power e is the value', async () => {
    const keys = Array.from({ length: 5 }, () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
    const ders = keys.map(derOf);
    const values = Array.from({ length: 200 }, () => below());

    const signatures = await Promise.all(values.map((value, at) => pool.sign(ders[at % 5] ?? value, value)));

    for (const [at, signature] of signatures.entries()) {
      const { n, e } = publicNumbers(keys[at % 5] as KeyObject);
      expect(power(number(hex(signature)), e, n)).toBe(number(hex(values[at] ?? below())));
    }
    expect(await pool.sign(ders[0] ?? below(), values[0] ?? below())).toEqual(signatures[0]);
  });

  test('zero, one and n - 1 are signed; n, more, and other lengths are refused before any thread sees them', async () => {
    const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const der = derOf(key);
    const { n } = publicNumbers(key);
    const written = (value: bigint) => bytes(value.toString(16).padStart(512, '0'));

    for (const value of [0n, 1n, n - 1n]) expect(await pool.sign(der, written(value))).toEqual(written(value));
    for (const value of [
      written(n),
      written(n + 1n),
      new Uint8Array(256).fill(255),
      new Uint8Array(255),
      new Uint8Array(257),
      new Uint8Array(),
    ]) {
      await expect(pool.sign(der, value)).rejects.toThrow(RangeError);
    }
  });

  test('a pool that is closed answers everybody: signed, or rejected', async () => {
    const brief = createSigningPool(2);
    const der = derOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
    const asked = Array.from({ length: 100 }, () => brief.sign(der, below()));
    const settled = Promise.allSettled(asked);
    await brief.close();

    expect((await settled).filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
    await expect(brief.sign(der, below())).rejects.toThrow('have ended');
  });

  test('threads hold a process back from its end while they sign, and no longer', async () => {
    const child = startChild('sign-blindly.ts', { threads: 2 });
    // Killed, it fails `ended`: nothing but an idle thread would keep it.
    const patience = setTimeout(() => void child.kill(), 20_000);
    expect(await toArray(child.lines)).toEqual(['256', '256']);
    await child.ended();
    clearTimeout(patience);
  });
});

/** Of this process, as proc_pid_stat(5) tells them: the name, which may hold anything, is the second field, nice the nineteenth. */
function prioritiesOfThreads(): number[] {
  const stats = readdirSync('/proc/self/task').map((thread) => readFileSync(`/proc/self/task/${thread}/stat`, 'utf8'));
  return stats.map((stat) => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]));
}

/** 256 bytes below any modulus of 2048 bits. */
function below(): Uint8Array {
  return new Uint8Array(Buffer.concat([Buffer.of(1), randomBytes(255)]));
}

function derOf(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ type: 'pkcs8', format: 'der' }));
}

function publicNumbers(key: KeyObject): { n: bigint; e: bigint } {
  const { n = '', e = '' } = createPublicKey(key).export({ format: 'jwk' });
  const read = (text: string) => number(Buffer.from(text, 'base64url').toString('hex'));
  return { n: read(n), e: read(e) };
}

/** The vector names p, q, n, e and d; JWK wants the numbers of the Chinese remainder theorem too. */
function privateKeyOf({ p, q, n, e, d }: Record<'p' | 'q' | 'n' | 'e' | 'd', string>): KeyObject {
  const [P, Q, D] = [number(p), number(q), number(d)];
  const numbers = { p: P, q: Q, n: number(n), e: number(e), d: D, dp: D % (P - 1n), dq: D % (Q - 1n), qi: power(Q, P - 2n, P) };
  const text = (value: bigint) => Buffer.from(even(value.toString(16)), 'hex').toString('base64url');
  const key = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, text(value)]));
  return createPrivateKey({ key: { kty: 'RSA', ...key }, format: 'jwk' });
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

function even(text: string): string {
  return text.length % 2 === 0 ? text : `0${text}`;
}

function number(text: string): bigint {
  return BigInt(`0x${text}`);
}

function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'));
}

function hex(content: Uint8Array): string {
  return Buffer.from(content).toString('hex');
}
