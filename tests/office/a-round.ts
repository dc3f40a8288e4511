import type { Round } from '#shared/contract/rounds.js';
import { defaultDraft } from '../../client/src/rounds/wizard/default-draft.js';
import { aServer } from './fake-server.js';
import { aMe } from './office-page.js';

export const ROUND = '0123456789abcdef0123456789abcdef';

export function aRound(parts: Partial<Round>): Round {
  const draft = { ...defaultDraft(new Date('2026-11-01T10:00:00Z'), 'Europe/Berlin', 'everyone'), title: 'Autumn' };
  const { title, form, opens, closes } = draft;
  return {
    ...{ id: ROUND, title, form, opens, closes, draft, publishedAt: null, code: null, manifestHash: null, state: 'draft' as const },
    ...{ launch: null, invited: null, cancelledBecause: null, closingStep: null, mayCloseNow: false, events: [] },
    ...parts,
  };
}

/** The office of an HR account with one round. */
export function serveRound(round: Round, more: Parameters<typeof aServer>[0] = {}) {
  return aServer({
    'GET /api/session': { json: aMe('hr') },
    [`GET /api/rounds/${ROUND}`]: { json: round },
    [`GET /api/rounds/${ROUND}/participation`]: { json: { invited: 400, days: [{ day: '2026-11-03', collected: 120 }] } },
    [`GET /api/rounds/${ROUND}/mail`]: {
      json: { configured: false, texts: [], waiting: 0, sent: 0, failed: [], failedCount: 0, retrying: 0, unreached: 400 },
    },
    ...more,
  });
}
