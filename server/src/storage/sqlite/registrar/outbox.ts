import type { Kysely } from 'kysely';
import type { RoundId } from '#shared/ballot/manifest.js';
import { mailOf } from '../../invited-counts.js';
import type { Outbox } from '../../port/registrar/outbox.js';
import { keptCounts } from './kept-counts.js';
import type { InvitedCountsTables as RoundsTables } from './migrations/0010-invited-counts.js';

export function sqliteOutbox(db: Kysely<RoundsTables>): Outbox {
  const change = (id: string) => db.updateTable('outbox').where('id', '=', id).where('state', '=', 'waiting');
  const failing = (round: RoundId) => db.selectFrom('outbox').where('round', '=', round).where('reason', 'is not', null);
  return {
    take: (now, until, limit) => take(db, now, until, limit),
    markSent: async (id) => void (await change(id).set({ state: 'sent', reason: null }).execute()),
    postpone: async (id, nextTry, reason) =>
      void (await change(id)
        .set((row) => ({ tries: row('tries', '+', 1), next_try: nextTry, reason }))
        .execute()),
    markFailed: async (id, reason) =>
      void (await change(id)
        .set((row) => ({ tries: row('tries', '+', 1), state: 'failed', reason }))
        .execute()),
    giveUp: async (round, reason) =>
      void (await db
        .updateTable('outbox')
        .set({ state: 'failed', reason })
        .where('round', '=', round)
        .where('state', '=', 'waiting')
        .execute()),
    async counts(round) {
      const rows = await db
        .selectFrom('outbox')
        .select((of) => ['state', of.fn.countAll<number>().as('mails')])
        .where('round', '=', round)
        .groupBy('state')
        .execute();
      const counted = Object.fromEntries(rows.map(({ state, mails }) => [state, Number(mails)]));
      const kept = await keptCounts(db, round);
      return kept ? mailOf(kept) : { waiting: 0, sent: 0, failed: 0, ...counted };
    },
    async failures(round, limit) {
      const rows = await failing(round).select(['invitation', 'reason', 'state']).orderBy('id').limit(limit).execute();
      return rows.map(({ invitation, reason, state }) => ({ invitation, reason: reason ?? '', forGood: state === 'failed' }));
    },
    async countFailures(round) {
      const row = await failing(round)
        .select((of) => of.fn.countAll<number>().as('mails'))
        .executeTakeFirst();
      return (await keptCounts(db, round))?.failed ?? Number(row?.mails ?? 0);
    },
    retryFailed: async (round, now) =>
      void (await db
        .updateTable('outbox')
        .set({ state: 'waiting', tries: 0, next_try: now })
        .where('round', '=', round)
        .where('reason', 'is not', null)
        .where('state', '!=', 'sent')
        .execute()),
  };
}

/** Moving `next_try` on keeps the mails from every other process; one that dies lets go of them by itself. */
async function take(db: Kysely<RoundsTables>, now: string, until: string, limit: number): ReturnType<Outbox['take']> {
  // A launch writes its mail before the round is launched: of a draft nothing is due.
  const drafts = db.selectFrom('rounds').select('id').where('state', '=', 'draft');
  const due = db
    .selectFrom('outbox')
    .select('id')
    .where('state', '=', 'waiting')
    .where('next_try', '<=', now)
    .where('round', 'not in', drafts)
    .orderBy('next_try')
    .limit(limit);
  const rows = await db
    .updateTable('outbox')
    .set({ next_try: until })
    .where('id', 'in', due)
    .returning(['id', 'organisation', 'round', 'invitation', 'tries'])
    .execute();
  return rows.map((row) => ({ ...row, round: row.round as RoundId, kind: 'invitation' }));
}
