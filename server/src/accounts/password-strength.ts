import { Refusal } from '#shared/contract/refusal.js';

/** Refuses (`password-weak`) what is guessed first (NIST SP 800-63B 5.1.1.2): few different letters, a known pattern, the person's own name or address. `field`: where it stands in the body. */
export function refuseWeakPassword(password: string, own: { name: string; email: string; organisation: string }, field = 'password'): void {
  const plain = password.toLowerCase();
  const letters = new Set(plain).size;
  const guessed = COMMON.some((word) => rest(plain, word) < 5) || ownWords(own).some((word) => rest(plain, word) < 6);
  if (letters >= 5 && !guessed) return;
  throw new Refusal('password-weak', {
    field,
    reason: 'This password is easy to guess.',
    remedy: 'Take a sentence of four or more words that only you would put together.',
  });
}

const COMMON = [
  'password',
  'passwort',
  'passw0rd',
  'letmein',
  'welcome',
  'qwertyuiop',
  'qwerty',
  'abcdefgh',
  '1234567890',
  '123456',
  'iloveyou',
  'administrator',
  'candour',
];

function ownWords({ name, email, organisation }: { name: string; email: string; organisation: string }): string[] {
  const words = [...name.split(/\s+/), ...email.split(/[@.]/), ...organisation.split(/\s+/), email];
  return words.map((word) => word.toLowerCase()).filter((word) => word.length >= 4);
}

/** Letters that are left once a word is taken out, wherever it stands. */
function rest(password: string, word: string): number {
  return password.includes(word) ? password.replaceAll(word, '').length : Number.POSITIVE_INFINITY;
}
