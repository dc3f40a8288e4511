import { z } from 'zod';
import { RoundId } from '../ballot/manifest.js';
import type { Contract } from './contract.js';

/** One act, by whom, when, on what. */
export const LedgerEntry = z.object({
  at: z.iso.datetime(),
  who: z.string(),
  act: z.string(),
  subject: z.string(),
  reason: z.string().nullable(),
  /** False for an act that was begun, and of which is not known whether it was done: the server stopped meanwhile. */
  done: z.boolean(),
});
export type LedgerEntry = z.infer<typeof LedgerEntry>;

/** Who looked at which results. */
export const ResultView = z.object({
  at: z.iso.datetime(),
  who: z.string(),
  roles: z.array(z.string()),
  round: z.string(),
  title: z.string(),
});
export type ResultView = z.infer<typeof ResultView>;

const Page = z.object({ before: z.iso.datetime().optional() });

export const stewardship = {
  readLedger: {
    method: 'GET',
    path: '/api/ledger',
    may: ['steward', 'hr'],
    query: Page,
    reply: z.object({ entries: z.array(LedgerEntry), more: z.boolean() }),
    refuses: [],
  },
  readViews: {
    method: 'GET',
    path: '/api/views',
    may: ['steward'],
    query: Page,
    reply: z.object({ views: z.array(ResultView), more: z.boolean() }),
    refuses: [],
  },
  /** Ids and signatures of every counted ballot, by unit, with the public keys: to be checked against the bulletin. */
  downloadPackage: {
    method: 'GET',
    path: '/api/rounds/:round/steward-package',
    may: ['steward'],
    params: z.object({ round: RoundId }),
    reply: { download: 'application/json' },
    refuses: ['not-found', 'not-published'],
  },
} as const satisfies Contract;
