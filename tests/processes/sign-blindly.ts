import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSigningPool } from '#server/invitations/signing-pool.js';

/** Signs twice, the second time after the threads have had nothing to do, prints how long each signature is, and closes nothing. */
const { threads } = JSON.parse(readFileSync(0, 'utf8'));
const pool = createSigningPool(threads);
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const der = new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' }));
const one = new Uint8Array(256).fill(1, 255);
for (let time = 0; time < 2; time += 1) {
  console.log((await pool.sign(der, one)).length);
  await new Promise((resolve) => setTimeout(resolve, 100));
}
