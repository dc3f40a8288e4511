import { z } from 'zod';
import { Form, Instant, RoundId } from '../ballot/manifest.js';
import { ReleasedScore } from '../results/cell.js';
import { Change, Snapshot } from '../results/snapshot.js';
import type { Contract } from './contract.js';

/** One published round as the trend draws it: from its snapshot alone. */
export const TrendPoint = z.object({
  round: z.string(),
  title: z.string(),
  form: Form,
  published: z.string(),
  outcome: z.enum(['results', 'without-results']),
  index: ReleasedScore,
  change: Change.nullable(),
});
export type TrendPoint = z.infer<typeof TrendPoint>;

export const results = {
  /** Enters a reading of each round whose figures are in it. */
  listResults: {
    method: 'GET',
    path: '/api/results',
    may: ['hr', 'executive', 'steward'],
    reply: z.object({ rounds: z.array(TrendPoint) }),
    refuses: [],
  },
  /** Each reading is entered in the ledger of views. Only roles that the round's terms name. */
  readResults: {
    method: 'GET',
    path: '/api/results/:round',
    may: ['hr', 'executive', 'steward'],
    params: z.object({ round: RoundId }),
    reply: z.object({ snapshot: Snapshot, employeesSeeResultsFrom: Instant }),
    refuses: ['not-published', 'not-permitted'],
    frozen: true,
  },
} as const satisfies Contract;
