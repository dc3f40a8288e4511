import type { ManifestUnit } from '#shared/ballot/manifest.js';
import { useWords } from '../office/language/words.js';
import { IndentedName } from '../roster/indented-name.js';
import { Muted, Table } from '../ui/page.js';

export function TermsUnits({ units }: { units: readonly ManifestUnit[] }) {
  const t = useWords();
  return (
    <>
      <div>
        <h2>{t('terms.units')}</h2>
        <Muted>{t('terms.unitsHint')}</Muted>
      </div>
      <Table caption={t('terms.units')} head={[t('terms.unit'), t('terms.invited'), t('terms.spares')]}>
        {units.map((unit) => (
          <tr key={unit.id}>
            <th scope="row">
              <IndentedName depth={depthOf(unit, units)}>
                <bdi>{unit.name}</bdi>
              </IndentedName>
            </th>
            <td>{t('number', { count: unit.roll })}</td>
            <td>{unit.spares || '–'}</td>
          </tr>
        ))}
      </Table>
    </>
  );
}

function depthOf(unit: ManifestUnit, units: readonly ManifestUnit[]): number {
  const parent = units.find(({ id }) => id === unit.parent);
  return parent ? 1 + depthOf(parent, units) : 0;
}
