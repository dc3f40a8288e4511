import { constants, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { CastThread } from '#server/ballots/cast-thread.js';
import { rfc9474 as vector } from '../vectors/rfc9474.js';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const base64Url = (hex: string) => Buffer.from(hex, 'hex').toString('base64url');
const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 };

describe('verifying ballots and signing receipts on a thread', () => {
  test('the signature of RFC 9474, Appendix A.1, holds for its message and for no other', async () => {
    const thread = new CastThread();
    const key = createPublicKey({ key: { kty: 'RSA', n: base64Url(vector.n), e: base64Url(vector.e) }, format: 'jwk' });
    expect(await thread.verify(key, bytes(vector.input_msg), bytes(vector.sig))).toBe(true);
    expect(await thread.verify(key, bytes(`${vector.input_msg.slice(0, -2)}00`), bytes(vector.sig))).toBe(false);
    expect(await thread.verify(key, bytes(vector.input_msg), new Uint8Array(3))).toBe(false);
  });

  test('hundreds at once, ballots of several units and receipts: each gets its own answer', async () => {
    const thread = new CastThread();
    const units = Array.from({ length: 3 }, () => generateKeyPairSync('rsa', { modulusLength: 2048 }));
    const box = generateKeyPairSync('ed25519').privateKey;
    const asked = Array.from({ length: 300 }, (_, at) => {
      const data = new Uint8Array(randomBytes(1 + (at % 90)));
      if (at % 3 === 0) return thread.sign(box, data).then((made) => [Buffer.from(made), sign(null, data, box)]);
      const { publicKey, privateKey } = units[at % 2 === 0 ? at % units.length : 0] as (typeof units)[number];
      const signature = new Uint8Array(sign('sha384', data, { key: privateKey, ...PSS }));
      const forged = at % 5 === 0;
      if (forged) signature[at % 256] = 1 ^ (signature[at % 256] as number);
      return thread.verify(publicKey, data, signature).then((holds) => [holds, !forged]);
    });
    for (const [told, expected] of await Promise.all(asked)) expect(told).toEqual(expected);
  });

  test('what cannot be done fails alone', async () => {
    const thread = new CastThread();
    const ed = generateKeyPairSync('ed25519');
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const data = new Uint8Array(randomBytes(64));
    const [cannot, can] = await Promise.allSettled([
      thread.verify(ed.publicKey, data, new Uint8Array(64)),
      thread.sign(ed.privateKey, data),
    ]);
    expect([cannot.status, can.status]).toEqual(['rejected', 'fulfilled']);
    expect(await thread.verify(rsa.publicKey, data, new Uint8Array(256))).toBe(false);
  });

  test('a thread that ends fails what it had at hand, and the next is done by another', async () => {
    const told = new Set<Worker>();
    const before = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (this: Worker, ...message: Parameters<typeof before>) {
      told.add(this);
      return before.apply(this, message);
    };
    const thread = new CastThread();
    const { privateKey } = generateKeyPairSync('ed25519');
    const data = new Uint8Array(randomBytes(64));
    const under = Promise.allSettled(Array.from({ length: 2000 }, () => thread.sign(privateKey, data)));
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    const [first] = told;
    await first?.terminate();
    expect((await under).map(({ status }) => status)).toContain('rejected');
    expect(Buffer.from(await thread.sign(privateKey, data))).toEqual(sign(null, data, privateKey));
    expect(told.size).toBe(2);
    Worker.prototype.postMessage = before;
  });
});
