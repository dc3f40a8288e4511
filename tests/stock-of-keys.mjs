// Signing keys for tests. To make one takes a quarter of a second of processor, and the rounds of all suites have more than a thousand units.
import { generateKeyPair } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/** As many as `tests/builders/signing-keys.ts` gives before it begins anew: no round but the widest has more units. */
const STOCKED = 48;
const FILE = join(import.meta.dirname, '..', 'node_modules', '.cache', 'candour-tests', `${STOCKED}-signing-keys.json`);

/** Before the tests: the stock is made, once; later runs find it. */
export default async function setUp() {
  if (!existsSync(FILE)) await makeStock();
  // The workers that run the tests get this environment.
  process.env.CANDOUR_TEST_SIGNING_KEYS = FILE;
}

async function makeStock() {
  const encoding = { publicKeyEncoding: { type: 'spki', format: 'der' }, privateKeyEncoding: { type: 'pkcs8', format: 'der' } };
  const make = () => generate('rsa', { modulusLength: 2048, publicExponent: 65537, ...encoding });
  const keys = await Promise.all(Array.from({ length: STOCKED }, make));
  const text = ({ privateKey, publicKey }) => ({ privateKey: privateKey.toString('base64'), publicKey: publicKey.toString('base64') });
  await mkdir(dirname(FILE), { recursive: true });
  await writeFile(`${FILE}.${process.pid}`, JSON.stringify(keys.map(text)));
  await rename(`${FILE}.${process.pid}`, FILE);
}
