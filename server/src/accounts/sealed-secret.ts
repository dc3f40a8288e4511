import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';

const NONCE = 12;
const TAG = 16;

/** What is sealed for one use does not open for another, nor for whom it was not made. */
export interface SealUse {
  purpose: 'second factor' | 'single sign-on';
  /** The account it belongs to; empty for none yet. */
  boundTo: string;
}

/** A secret as it is stored or handed out: a copy of the registrar alone does not give it away. AES-256-GCM under a key from SESSION_SECRET. */
export function sealSecret(sessionSecret: string, use: SealUse, secret: Uint8Array, nonce: Uint8Array): string {
  const cipher = createCipheriv('aes-256-gcm', keyOf(sessionSecret, use), nonce).setAAD(Buffer.from(use.boundTo));
  const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** Undefined when SESSION_SECRET or the use is another one than at sealing, and for what was never sealed. */
export function openSecret(sessionSecret: string, use: SealUse, text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length < NONCE + TAG) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', keyOf(sessionSecret, use), bytes.subarray(0, NONCE)).setAAD(Buffer.from(use.boundTo));
  decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]);
  } catch {
    return undefined;
  }
}

function keyOf(sessionSecret: string, { purpose }: SealUse): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', sessionSecret, '', `candour ${purpose}`, 32));
}
