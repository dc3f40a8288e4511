import type { SignalId } from '#shared/instrument/signal.js';
import { furthestCell } from '../../client/src/dashboard/furthest-cell.js';
import { aCell, aScore, aUnit, HIDDEN } from './results.js';

const UNITS = [aUnit('Company', null, 0), aUnit('Sales', 'Company', 1), aUnit('Line 2', 'Company', 1)];
const signals = (['silence', 'scapegoating'] as SignalId[]).map((id) => ({ id, items: [] }));
const COMPANY = aCell({ silence: aScore(30), scapegoating: aScore(37) });

/** "signal in unit, score : company", or nothing. */
function furthest(cells: Parameters<typeof furthestCell>[1]) {
  const cell = furthestCell({ units: UNITS, signals } as unknown as Parameters<typeof furthestCell>[0], { Company: COMPANY, ...cells });
  return cell && `${cell.signal} in ${cell.unit.name}, ${cell.score.mean} : ${cell.company.mean}`;
}

describe('the cell that lies furthest above the company', () => {
  test('is named with both numbers, whatever the index of its unit', () => {
    const cells = {
      Sales: aCell({ silence: aScore(50), scapegoating: aScore(55) }),
      'Line 2': aCell({ silence: aScore(10), scapegoating: aScore(65) }),
    };
    expect(furthest(cells)).toBe('scapegoating in Line 2, 65 : 37');
  });

  test('is named from 15 points on, and only above', () => {
    expect(furthest({ Sales: aCell({ silence: aScore(45) }) })).toBe('silence in Sales, 45 : 30');
    expect(furthest({ Sales: aCell({ silence: aScore(44), scapegoating: aScore(5) }) })).toBeUndefined();
  });

  test('of equal ones is the first in the order of the organisation', () => {
    const both = { silence: aScore(50), scapegoating: aScore(57) };
    expect(furthest({ 'Line 2': aCell(both), Sales: aCell(both) })).toBe('silence in Sales, 50 : 30');
  });

  test('is never a hidden one, nor one against a hidden company', () => {
    expect(furthest({ Sales: aCell({ silence: HIDDEN }) })).toBeUndefined();
    expect(furthest({ Company: aCell({ silence: HIDDEN, scapegoating: HIDDEN }), Sales: aCell({ silence: aScore(90) }) })).toBeUndefined();
    expect(furthest({})).toBeUndefined();
  });
});
