import { createHmac, timingSafeEqual } from 'node:crypto';

const STEP_SECONDS = 30;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The time step a moment lies in (RFC 6238, T0 = 0, X = 30 s). */
export function stepAt(moment: Date): number {
  return Math.floor(moment.getTime() / 1000 / STEP_SECONDS);
}

/** The code of a time step: HOTP (RFC 4226, section 5.3) over HMAC-SHA-1, which every authenticator app can do. */
export function codeOf(secret: Uint8Array, step: number, digits = 6): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac[mac.length - 1] ?? 0) & 15;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** The time step whose code this is: the present one, or one to either side for clocks that differ. Undefined when it is none. */
export function matchingStep(secret: Uint8Array, code: string, now: Date): number | undefined {
  const present = stepAt(now);
  return [present, present - 1, present + 1].find((step) => same(codeOf(secret, step), code));
}

/** As authenticator apps read it, from a QR code or typed (RFC 4648 base32, without padding). */
export function totpUri(secret: Uint8Array, email: string): string {
  const label = encodeURIComponent(`Candour:${email}`);
  return `otpauth://totp/${label}?secret=${typedSecret(secret)}&issuer=Candour&algorithm=SHA1&digits=6&period=${STEP_SECONDS}`;
}

export function typedSecret(secret: Uint8Array): string {
  const bits = Array.from(secret, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}

function same(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
