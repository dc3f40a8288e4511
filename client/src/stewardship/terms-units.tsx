import type { ManifestUnit } from '#shared/ballot/manifest.js';
import { useUnitsInWords } from '../office/language/units-in-words.js';
import { useWords } from '../office/language/words.js';
import { UnitTable } from '../roster/unit-table.js';
import { Muted } from '../ui/page.js';

export function TermsUnits({ units }: { units: readonly ManifestUnit[] }) {
  const t = useWords();
  const named = useUnitsInWords(units);
  return (
    <>
      <div>
        <h2>{t('terms.units')}</h2>
        <Muted>{t('terms.unitsHint')}</Muted>
      </div>
      <UnitTable
        caption={t('terms.units')}
        head={[t('terms.unit'), t('terms.invited'), t('terms.spares')]}
        units={named.map((unit) => ({ ...unit, depth: depthOf(unit, units) }))}
        cells={({ roll, spares }) => (
          <>
            <td>{t('number', { count: roll })}</td>
            <td>{spares || '–'}</td>
          </>
        )}
      />
    </>
  );
}

function depthOf(unit: ManifestUnit, units: readonly ManifestUnit[]): number {
  const parent = units.find(({ id }) => id === unit.parent);
  return parent ? 1 + depthOf(parent, units) : 0;
}
