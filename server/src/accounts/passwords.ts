import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** What scrypt costs: N = 2^logN blocks of 128 r bytes, p times. */
export interface ScryptCost {
  logN: number;
  r: number;
  p: number;
}

/** OWASP Password Storage Cheat Sheet, scrypt's first choice: 128 MiB and about 0.4 s a password. */
export const OWASP_COST: ScryptCost = { logN: 17, r: 8, p: 1 };

export interface Passwords {
  /** `scrypt$logN$r$p$salt$key`, salt and key in base64url. */
  hash(password: string): Promise<string>;
  /** Takes as long whether the account is known, has a password, or not. */
  verify(password: string, encoded: string | null | undefined): Promise<boolean>;
}

/** At most two at once: each takes 128 MiB, and the threads they use are those of disk and signatures. */
const AT_ONCE = 2;

export function passwords(cost: ScryptCost = OWASP_COST): Passwords {
  const turn = turns(AT_ONCE);
  const decoy = encode(cost, randomBytes(16), randomBytes(32));
  return {
    hash: async (password) => {
      const salt = randomBytes(16);
      return encode(cost, salt, await turn(() => derive(password, salt, cost)));
    },
    verify: async (password, encoded) => {
      const [, logN, r, p, salt, key] = (encoded ?? decoy).split('$');
      const expected = Buffer.from(key ?? '', 'base64url');
      const its: ScryptCost = { logN: Number(logN), r: Number(r), p: Number(p) };
      const derived = await turn(() => derive(password, Buffer.from(salt ?? '', 'base64url'), its));
      return timingSafeEqual(derived, expected) && typeof encoded === 'string';
    },
  };
}

function encode({ logN, r, p }: ScryptCost, salt: Buffer, key: Buffer): string {
  return ['scrypt', logN, r, p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** NFC: the same letters typed on another keyboard are the same password. */
function derive(password: string, salt: Buffer, { logN, r, p }: ScryptCost): Promise<Buffer> {
  const options = { N: 2 ** logN, r, p, maxmem: 2 ** logN * r * 128 + 4 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, 32, options, (fault, key) => (fault ? reject(fault) : resolve(key)));
  });
}

/** Runs work, so much at once, the rest in its order. */
function turns(atOnce: number) {
  let free = atOnce;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((go) => waiting.push(go));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
