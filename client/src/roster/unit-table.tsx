import { type ReactNode, useState } from 'react';
import { nameWithin } from '#shared/round/names-above.js';
import { useWords } from '../office/language/words.js';
import { TextField } from '../ui/field.js';
import { Table } from '../ui/page.js';
import { IndentedName } from './indented-name.js';

interface UnitInTree {
  id: string;
  name: string;
  parent: string | null;
  depth: number;
}

interface UnitTableProps<U extends UnitInTree> {
  caption: string;
  head: readonly string[];
  /** In tree order. */
  units: readonly U[];
  /** What stands beside a unit's name. */
  mark?: (unit: U) => ReactNode;
  cells: (unit: U) => ReactNode;
}

/** Of names in two scripts the parts are isolated; whoever types one writes none of those signs. */
const ISOLATES = /[\u2066-\u2069]/gu;

/** Fewer are seen at once. */
const MANY = 20;

/** The tree of units, set in by depth. Of many those are found whose path has what is typed; they are named with the units above, which may not be in sight. */
export function UnitTable<U extends UnitInTree>({ caption, head, units, mark, cells }: UnitTableProps<U>) {
  const t = useWords();
  const [search, setSearch] = useState('');
  const sought = search.trim().toLocaleLowerCase();
  const pathOf = ({ id }: U) => nameWithin(units, id);
  const shown = sought === '' ? units : units.filter((unit) => pathOf(unit).replace(ISOLATES, '').toLocaleLowerCase().includes(sought));
  const named = (unit: U, name: string) => (
    <>
      <bdi>{name}</bdi> {mark?.(unit)}
    </>
  );
  return (
    <>
      {units.length > MANY ? (
        <TextField name="unit" type="search" label={t('people.findUnit')} value={search} onChange={setSearch} autoComplete="off" />
      ) : null}
      {shown.length === 0 ? <p role="status">{t('people.noUnit')}</p> : null}
      <Table long caption={caption} head={head}>
        {shown.map((unit) => (
          <tr key={unit.id}>
            <th scope="row">
              {sought === '' ? <IndentedName depth={unit.depth}>{named(unit, unit.name)}</IndentedName> : named(unit, pathOf(unit))}
            </th>
            {cells(unit)}
          </tr>
        ))}
      </Table>
    </>
  );
}
