import { readFileSync } from 'node:fs';
import { openRoll } from '#server/storage/open-store.js';
import { say } from './say.js';

/** Claims invitations, `atOnce` at a time, and prints the token hash of each as soon as it is granted. */
const { url, round, claims, atOnce } = JSON.parse(readFileSync(0, 'utf8'));
const roll = openRoll(url);
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
for (let from = 0; from < claims.length; from += atOnce) {
  const group: { tokenHash: string; blinded: string; replacement: boolean }[] = claims.slice(from, from + atOnce);
  await Promise.all(
    group.map(async ({ tokenHash, blinded, replacement }) => {
      const { outcome } = await roll.claim(round, { tokenHash: bytes(tokenHash), blinded: bytes(blinded), replacement });
      if (outcome === 'granted') say(tokenHash);
    }),
  );
}
await roll.close();
