import { newTally, type Tally } from '#server/aggregation/aggregation.js';
import type { Instrument, Scale } from '#shared/instrument/instrument.js';
import { Complaint } from './complaint.js';
import type { Table } from './read-table.js';

/** The whole; no unit of a file can be called so, for an empty cell names no unit. */
export const EVERYBODY = '';

const SKIPPED = -1;

/** What any byte is read as that is none of UTF-8: two units of a file in another encoding could become one. */
const NOT_UTF8 = '\uFFFD';

interface Column {
  readonly id: string;
  readonly item: number;
  readonly scale: Scale;
}

export interface Responses {
  readonly tally: Tally;
  /** The people of each unit tallied by themselves, by position in the tree, where that was asked for; none of everybody. */
  readonly alone: readonly (Tally | undefined)[];
}

export interface Reading {
  /** The column that names each person's unit. */
  readonly unit: string | undefined;
  /** All units there are; none where they are met only while reading. */
  readonly units: Iterable<string>;
  /** Whether each unit is tallied by itself as well. */
  readonly eachAlone: boolean;
}

/**
 * Tallies a table of answers, one row a person, one column an item, an empty cell no answer; with `unit` one column more that names each
 * person's unit. Units become leaves under the whole in the order in which they are met, after those of `units`.
 * Where `units` are given they are all: an empty cell would be a person beside them, and more could answer than were asked.
 * Complains of a column that is neither, an item without a column, an answer that is no whole number or off its scale, a unit that is not in
 * UTF-8, and with `units` of one that is not among them or not named.
 */
export async function tallyResponses(instrument: Instrument, table: Table, { unit, units, eachAlone }: Reading): Promise<Responses> {
  const root = { id: EVERYBODY, parent: null };
  const tally = newTally(instrument, [root]);
  const alone = new Map<string, Tally>();
  const known = new Set(units);
  const plant = (id: string) => {
    tally.plant({ id, parent: EVERYBODY });
    if (eachAlone) alone.set(id, newTally(instrument, [root]));
  };
  if (unit !== undefined) for (const id of known) plant(id);
  let columns: (Column | 'unit')[] = [];
  const steps = new Int32Array(itemsOf(instrument).length);
  for await (const { row, cells, heading } of table.rows) {
    if (heading) {
      columns = columnsOf(instrument, `${table.name}, row ${row}`, cells, unit);
      continue;
    }
    let label = EVERYBODY;
    for (const [at, column] of columns.entries()) {
      const cell = cells[at] ?? '';
      if (column === 'unit') label = cell;
      else steps[column.item] = stepOf(cell, column, table.name, row);
    }
    if (unit !== undefined && label === EVERYBODY && known.size > 0) {
      throw new Complaint(
        `${table.name}, row ${row}, column ${unit}: the cell is empty and names no unit of the roll; fill it in, or leave --roll out`,
      );
    }
    if (!tally.has(label)) {
      if (label.includes(NOT_UTF8))
        throw new Complaint(`${table.name}, row ${row}, column ${unit}: "${label}" is not in UTF-8; save the file as CSV UTF-8`);
      if (known.size > 0) throw new Complaint(`${table.name}, row ${row}, column ${unit}: "${label}" is not in the roll`);
      plant(label);
    }
    tally.addSteps(label, steps);
    alone.get(label)?.addSteps(EVERYBODY, steps);
  }
  return { tally, alone: tally.tree.ids.map((id) => alone.get(id)) };
}

function itemsOf(instrument: Instrument): { id: string; scale: Scale }[] {
  return instrument.signals.flatMap(({ items, scale }) => items.map(({ id }) => ({ id, scale: scale ?? instrument.scale })));
}

function columnsOf(instrument: Instrument, where: string, heading: readonly string[], unit: string | undefined): (Column | 'unit')[] {
  const items = itemsOf(instrument);
  const positions = new Map(items.map(({ id }, at) => [id, at]));
  if (unit !== undefined && !heading.includes(unit)) throw new Complaint(`${where}: there is no column "${unit}" to read units from`);
  if (unit !== undefined && positions.has(unit)) throw new Complaint(`${where}: --unit ${unit} names an item of the instrument`);
  const columns = heading.map((id, at): Column | 'unit' => {
    if (id === unit) return 'unit';
    const item = positions.get(id);
    const known = items[item ?? -1];
    if (item === undefined || !known) throw new Complaint(`${where}, column ${at + 1}: "${id}" is no item of the instrument`);
    return { id, item, scale: known.scale };
  });
  const missing = items.find(({ id }) => !heading.includes(id));
  if (missing) throw new Complaint(`${where}: there is no column for item "${missing.id}"`);
  return columns;
}

function stepOf(cell: string, { id, scale: { min, max } }: Column, name: string, row: number): number {
  if (cell === '') return SKIPPED;
  const answer = /^[+-]?\d+$/.test(cell) ? Number(cell) : Number.NaN;
  if (answer >= min && answer <= max) return answer - min;
  const problem = Number.isNaN(answer) ? `"${cell.slice(0, 40)}" is no whole number` : `${cell} is off the scale ${min} to ${max}`;
  throw new Complaint(`${name}, row ${row}, column ${id}: ${problem}; leave the cell empty for no answer`);
}
