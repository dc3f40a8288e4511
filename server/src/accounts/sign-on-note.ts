import { z } from 'zod';
import type { AccountNeeds } from './accounts.js';
import { openSecret, sealSecret } from './sealed-secret.js';

const away = z.object({ kind: z.literal('away'), state: z.string(), nonce: z.string(), verifier: z.string(), back: z.string() });
const code = z.object({ kind: z.literal('code'), organisation: z.string(), account: z.string(), subject: z.string() });
const Note = z.object({ until: z.iso.datetime(), what: z.discriminatedUnion('kind', [away, code]) });
type What = z.infer<typeof Note>['what'];

type Needs = Pick<AccountNeeds, 'sessionSecret' | 'random' | 'clock'>;
const USE = { purpose: 'single sign-on', boundTo: '' } as const;

/** What one browser has to bring back, sealed: it can neither be read there nor made up. Too old after `seconds`. */
export function sealNote({ sessionSecret, random, clock }: Needs, what: What, seconds: number): { text: string; expires: Date } {
  const expires = new Date(clock.now().getTime() + seconds * 1000);
  const note = new TextEncoder().encode(JSON.stringify({ until: expires.toISOString(), what }));
  return { text: sealSecret(sessionSecret, USE, note, random(12)), expires };
}

/** Undefined for none, a foreign one, one of another kind, and one that is too old. */
export function openNote<K extends What['kind']>(
  { sessionSecret, clock }: Omit<Needs, 'random'>,
  kind: K,
  text: string | undefined,
): Extract<What, { kind: K }> | undefined {
  const bytes = text === undefined ? undefined : openSecret(sessionSecret, USE, text);
  if (!bytes) return undefined;
  const { until, what } = Note.parse(JSON.parse(new TextDecoder().decode(bytes)));
  if (what.kind !== kind || Date.parse(until) <= clock.now().getTime()) return undefined;
  return what as Extract<What, { kind: K }>;
}
