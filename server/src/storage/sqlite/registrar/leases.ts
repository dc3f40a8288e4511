import type { Kysely } from 'kysely';
import { latestEnd } from '../../port/registrar/latest-end.js';
import type { Rounds } from '../../port/registrar/rounds.js';
import type { LeaseTables } from './migrations/0005-lease-notes.js';

export function sqliteLeases(db: Kysely<LeaseTables>): Pick<Rounds, 'takeLease' | 'readLease' | 'leasesNamed' | 'dropLease'> {
  return {
    async takeLease({ name, holder, until, now, note = null }) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('leases')
        .values({ name, holder, until, note })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ holder, until, note })
            .where((is) =>
              is.or([is('leases.holder', '=', holder), is('leases.until', '<=', now), is('leases.until', '>', latestEnd({ now, until }))]),
            ),
        )
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },
    readLease: (name) => db.selectFrom('leases').select(['until', 'note']).where('name', '=', name).executeTakeFirst(),
    async leasesNamed(beginning) {
      const within = db.selectFrom('leases').select('name').where('name', '>=', beginning).where('name', '<', `${beginning}\uffff`);
      return (await within.orderBy('name').execute()).map(({ name }) => name);
    },
    dropLease: async (name, holder) => void (await db.deleteFrom('leases').where('name', '=', name).where('holder', '=', holder).execute()),
  };
}
