import { z } from 'zod';
import { fromBase64Url, fromHex, joinBytes, toBase64Url, toHex } from './encoding.js';
import { Hash } from './manifest.js';

/** Shows that a ballot was counted, not what it says. `ballot` is SHA-256 of the ballot's id. */
export const Receipt = z.object({
  manifest: Hash,
  ballot: Hash,
  /** Ed25519 by the box key, 64 bytes in base64url. */
  signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
});
export type Receipt = z.infer<typeof Receipt>;

/** The bytes that the box key signs: canonical JSON (`canonical.ts`), written out, because every cast has it signed. */
export function receiptMessage(manifest: Hash, ballot: Hash): Uint8Array {
  return new TextEncoder().encode(`{"ballot":"${ballot}","manifest":"${manifest}","receipt":1}`);
}

/** The receipt as one line that can be copied: `CR1-` and 171 characters. */
export function receiptLine(receipt: Receipt): string {
  return `CR1-${toBase64Url(joinBytes(fromHex(receipt.manifest), fromHex(receipt.ballot), fromBase64Url(receipt.signature)))}`;
}

/** Reads a line as people paste it: white space, line breaks, marks that nobody sees, words around it. Undefined when there is no whole receipt. */
export function parseReceiptLine(line: string): Receipt | undefined {
  const match = /CR1-([A-Za-z0-9_-]{171})(?![A-Za-z0-9_-])/.exec(line.replace(/[\s\p{Cf}>]/gu, ''));
  if (!match?.[1]) return undefined;
  const bytes = fromBase64Url(match[1]);
  const parsed = Receipt.safeParse({
    manifest: toHex(bytes.subarray(0, 32)),
    ballot: toHex(bytes.subarray(32, 64)),
    signature: toBase64Url(bytes.subarray(64)),
  });
  return parsed.success ? parsed.data : undefined;
}
