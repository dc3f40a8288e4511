import { z } from 'zod';
import { isLanguage } from '../instrument/language/languages.js';

/** Ids of registrar rows: 12 lower-case letters and digits, made at random. */
export const RowId = z.string().regex(/^[0-9a-z]{12}$/);
/** Compared in lower case, and kept so. */
export const Email = z
  .email()
  .max(254)
  .transform((email) => email.toLowerCase());
export const PersonName = z.string().trim().min(1).max(200);
/** In characters: long enough to need no composition rules (NIST SP 800-63B); the upper bound keeps scrypt's work bounded. */
export const PASSWORD_LENGTH = { least: 12, most: 200 } as const;
/** One that is chosen anew. */
export const Password = z.string().min(PASSWORD_LENGTH.least).max(PASSWORD_LENGTH.most);
/** One that is tried: refused by what it opens, not by its form. */
export const TriedPassword = z.string().max(PASSWORD_LENGTH.most);
/** A secret that travels once in a link: 32 bytes in base64url. */
export const LinkToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
/** A calendar day, YYYY-MM-DD. */
export const Day = z.iso.date();
/** An IANA name, such as Europe/Berlin. */
export const TimeZone = z.string().min(1).max(64).refine(isTimeZone, { error: 'not a time zone; choose one such as Europe/Berlin' });
/** One of those that rosters may name. Whoever asked for one that is not complete reads English. */
export const KnownLanguage = z.string().refine(isLanguage, { error: 'not a language that is known here' });
/** In characters. */
export const REASON_LENGTH = { least: 3, most: 1000 } as const;
/** A reason that people will read. */
export const Reason = z.string().trim().min(REASON_LENGTH.least).max(REASON_LENGTH.most);

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
