import type { Role } from '#shared/contract/roles.js';
import type { Ledger, LedgerPage } from '../../port/registrar/ledger.js';
import type { RegistrarDatabase } from './connect.js';

/** Later than every moment. */
const NEVER = '9999';

export function ledger(db: RegistrarDatabase): Ledger {
  return {
    enter: async (entry) => {
      await db
        .insertInto('ledger')
        .values({ ...entry })
        .execute();
    },
    begin: async (entry) => {
      const { number } = await db
        .insertInto('ledger')
        .values({ ...entry, begun: 1 })
        .returning('number')
        .executeTakeFirstOrThrow();
      return String(number);
    },
    end: async (id, how) => {
      if (how === 'done') await db.updateTable('ledger').set({ begun: 0 }).where('number', '=', Number(id)).execute();
      else await db.deleteFrom('ledger').where('number', '=', Number(id)).where('begun', '=', 1).execute();
    },
    read: async (organisation, before, limit) => {
      const columns = ['organisation', 'at', 'who', 'act', 'subject', 'reason', 'begun'] as const;
      const ordered = db
        .selectFrom('ledger')
        .select(columns)
        .where('organisation', '=', organisation)
        .orderBy('at', 'desc')
        .orderBy('number', 'desc');
      const rows = await ordered
        .where('at', '<', before ?? NEVER)
        .limit(limit + 1)
        .execute();
      const { entries, more } = await page(limit, rows, (at) => ordered.where('at', '=', at).execute());
      return { entries: entries.map(({ begun, ...entry }) => ({ ...entry, done: begun === 0 })), more };
    },
    enterViews: async (views) => {
      if (views.length === 0) return;
      await db
        .insertInto('views')
        .values(views.map((view) => ({ ...view, roles: JSON.stringify(view.roles) })))
        .execute();
    },
    readViews: async (organisation, before, limit) => {
      const columns = ['organisation', 'at', 'who', 'roles', 'round', 'title'] as const;
      const ordered = db
        .selectFrom('views')
        .select(columns)
        .where('organisation', '=', organisation)
        .orderBy('at', 'desc')
        .orderBy('number', 'desc');
      const rows = await ordered
        .where('at', '<', before ?? NEVER)
        .limit(limit + 1)
        .execute();
      const { entries, more } = await page(limit, rows, (at) => ordered.where('at', '=', at).execute());
      return { entries: entries.map((row) => ({ ...row, roles: JSON.parse(row.roles) as Role[] })), more };
    },
  };
}

/** The next page asks for what is before the last moment of this one, so all entries of that moment belong to it. */
async function page<T extends { at: string }>(limit: number, rows: T[], allAt: (at: string) => Promise<T[]>): Promise<LedgerPage<T>> {
  const last = rows[limit - 1];
  if (rows.length <= limit || !last) return { entries: rows, more: false };
  if (rows[limit]?.at !== last.at) return { entries: rows.slice(0, limit), more: true };
  return { entries: [...rows.filter((row) => row.at > last.at), ...(await allAt(last.at))], more: true };
}
