import type { Selectable } from 'kysely';
import type { OrganisationRecord, Organisations } from '../../port/registrar/organisations.js';
import { accountRow } from './accounts.js';
import type { RegistrarDatabase } from './connect.js';
import type { AccountTables } from './migrations/0001-accounts.js';

export function organisations(db: RegistrarDatabase): Organisations {
  return {
    read: async (id) => {
      const row = await db.selectFrom('organisations').selectAll().where('id', '=', id).executeTakeFirst();
      return row && fromRow(row);
    },
    list: async () => (await db.selectFrom('organisations').selectAll().orderBy('created_at').execute()).map(fromRow),
    keepSetupHash: async (hash) => {
      await db
        .insertInto('setup')
        .values({ one: 1, hash })
        .onConflict((conflict) => conflict.column('one').doUpdateSet({ hash }))
        .execute();
    },
    found: ({ organisation, account, setupHash }) =>
      db.transaction().execute(async (act) => {
        if (await act.selectFrom('organisations').select('id').executeTakeFirst()) return 'setup-done';
        const spent = await act.deleteFrom('setup').where('hash', '=', setupHash).executeTakeFirst();
        if (spent.numDeletedRows !== 1n) return 'link-spent';
        await act.insertInto('organisations').values(toRow(organisation)).execute();
        await act.insertInto('accounts').values(accountRow(account)).execute();
        return 'founded';
      }),
  };
}

function toRow({ id, name, timeZone, language, sample, createdAt }: OrganisationRecord) {
  return { id, name, time_zone: timeZone, language, sample: sample ? 1 : 0, created_at: createdAt };
}

function fromRow(row: Selectable<AccountTables['organisations']>): OrganisationRecord {
  const { id, name, time_zone: timeZone, language, sample, created_at: createdAt } = row;
  return { id, name, timeZone, language, sample: sample === 1, createdAt };
}
