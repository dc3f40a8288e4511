import { Complaint } from './complaint.js';
import type { Table } from './read-table.js';

/** Invited people by unit, from a table with the columns unit and people. Complains of other columns, a unit twice or unnamed, a number that is none, no unit at all. */
export async function readRoll({ name, rows }: Table): Promise<Map<string, number>> {
  const roll = new Map<string, number>();
  let unitAt = 0;
  for await (const { row, cells, heading } of rows) {
    if (heading) {
      unitAt = cells.indexOf('unit');
      if (cells.length !== 2 || unitAt < 0 || !cells.includes('people'))
        throw new Complaint(`${name}, row ${row}: the columns must be unit and people`);
      continue;
    }
    const unit = cells[unitAt] ?? '';
    const people = cells[1 - unitAt] ?? '';
    if (unit === '') throw new Complaint(`${name}, row ${row}, column unit: a unit needs a name`);
    if (roll.has(unit)) throw new Complaint(`${name}, row ${row}, column unit: "${unit}" stands twice`);
    if (!/^\d{1,9}$/.test(people)) throw new Complaint(`${name}, row ${row}, column people: "${people}" is no number of people`);
    roll.set(unit, Number(people));
  }
  if (roll.size === 0) throw new Complaint(`${name} has no units: leave --roll out where nobody knows how many people were asked`);
  return roll;
}
