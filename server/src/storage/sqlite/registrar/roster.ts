import { setImmediate } from 'node:timers/promises';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Roster, RosterContent, RosterRow } from '../../port/registrar/roster.js';
import { inBatches } from './batches.js';
import type { RosterTables } from './migrations/0002-roster.js';

export function sqliteRoster(db: Kysely<RosterTables>): Roster {
  const people = (organisation: string) => db.selectFrom('people').selectAll().where('organisation', '=', organisation);
  return {
    async state(organisation) {
      const row = await db.selectFrom('rosters').selectAll().where('organisation', '=', organisation).executeTakeFirst();
      return { revision: row?.revision ?? 0, importedAt: row?.imported_at ?? null };
    },
    units: (organisation) =>
      db.selectFrom('units').select(['id', 'name', 'parent']).where('organisation', '=', organisation).orderBy('position').execute(),
    people: (organisation) => everybody(db, organisation),
    async countByUnit(organisation) {
      const counts = db.selectFrom('people').select((of) => ['unit', of.fn.countAll<number>().as('people')]);
      const rows = await counts.where('organisation', '=', organisation).groupBy('unit').execute();
      return new Map(rows.map((row) => [row.unit, Number(row.people)]));
    },
    async person(organisation, id) {
      const row = await people(organisation).where('id', '=', id).executeTakeFirst();
      return row && fromRow(row);
    },
    async find(organisation, { text, units, limit }) {
      const named = people(organisation).where(sql<boolean>`instr(search, ${text.toLowerCase()}) > 0`);
      const inside = units ? named.where('unit', 'in', sql<string>`(select value from json_each(${JSON.stringify(units)}))`) : named;
      return (await inside.orderBy('name').orderBy('id').limit(limit).execute()).map(fromRow);
    },
    replace: (organisation, revision, content, importedAt) =>
      db.transaction().execute(async (act) => {
        const state = act.selectFrom('rosters').select('revision').where('organisation', '=', organisation);
        if (((await state.executeTakeFirst())?.revision ?? 0) !== revision) return 'changed';
        const next = { organisation, revision: revision + 1, imported_at: importedAt };
        await act
          .insertInto('rosters')
          .values(next)
          .onConflict((conflict) => conflict.column('organisation').doUpdateSet(next))
          .execute();
        await write(act, organisation, content);
        return 'replaced';
      }),
  };
}

/** Rows a query, so that 100,000 people do not hold the event loop. */
const PAGE = 500;

/** By employee id. Begins again when another roster came in between two pages. */
async function everybody(db: Kysely<RosterTables>, organisation: string): Promise<RosterRow[]> {
  const rosters = db.selectFrom('rosters').select('revision').where('organisation', '=', organisation);
  const revision = async () => (await rosters.executeTakeFirst())?.revision;
  for (;;) {
    const before = await revision();
    const rows: RosterRow[] = [];
    for (let after = ''; ; await setImmediate()) {
      const page = db.selectFrom('people').selectAll().where('organisation', '=', organisation).where('employee_id', '>', after);
      const found = await page.orderBy('employee_id').limit(PAGE).execute();
      rows.push(...found.map(fromRow));
      after = found.at(-1)?.employee_id ?? after;
      if (found.length < PAGE) break;
    }
    if ((await revision()) === before) return rows;
  }
}

async function write(act: Kysely<RosterTables>, organisation: string, { units, people }: RosterContent): Promise<void> {
  await act.deleteFrom('people').where('organisation', '=', organisation).execute();
  await act.deleteFrom('units').where('organisation', '=', organisation).execute();
  const rows = units.map(({ id, name, parent }, position) => ({ organisation, id, name, parent, position }));
  await inBatches(rows, async (batch) => void (await act.insertInto('units').values(batch).execute()));
  const toRow = (person: RosterRow) => ({ ...columnsOf(person), organisation });
  await inBatches(people, async (batch) => void (await act.insertInto('people').values(batch.map(toRow)).execute()));
}

function columnsOf({ id, employeeId, name, email, unit, leads, language }: RosterRow) {
  const search = [name, email ?? '', employeeId].join('\n').toLowerCase();
  return { id, employee_id: employeeId, name, email, unit, leads: leads ? 1 : 0, language, search };
}

function fromRow({ id, employee_id, name, email, unit, leads, language }: Selectable<RosterTables['people']>): RosterRow {
  return { id, employeeId: employee_id, name, email, unit, leads: leads === 1, language };
}
