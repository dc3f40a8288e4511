import { jest } from '@jest/globals';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { createInstance } from 'i18next';
import { I18nextProvider, initReactI18next } from 'react-i18next';
import { HeatTable } from '../../client/src/dashboard/heat-table.js';
import { visibleUnits } from '../../client/src/dashboard/visible-units.js';
import { aCell, aScore, aUnit, HIDDEN } from './results.js';

const UNITS = [aUnit('Company', null, 0), aUnit('Sales', 'Company', 1), aUnit('North', 'Sales', 2), aUnit('Support', 'Company', 1)];
const words = createInstance();
void words.use(initReactI18next).init({ lng: 'en', initAsync: false, interpolation: { escapeValue: false }, resources: {} });

afterEach(cleanup);

function show(cells: Parameters<typeof HeatTable>[0]['cells'], opened: string[] = []) {
  const acts = { onChoose: jest.fn(), onToggle: jest.fn(), onAsk: jest.fn() };
  render(
    <I18nextProvider i18n={words}>
      <HeatTable
        rows={visibleUnits(UNITS, new Set(opened))}
        columns={['Index', 'Silence']}
        signals={['silence']}
        cells={cells}
        chosen="Company"
        {...acts}
      />
    </I18nextProvider>,
  );
  return acts;
}

describe('the table of units by signals', () => {
  test('units stand in the order of the organisation, never worst first, and open downward', () => {
    const names = (opened: string[]) => visibleUnits(UNITS, new Set(opened)).map(({ unit }) => unit.id);
    expect(names([])).toEqual(['Company', 'Sales', 'Support']);
    expect(names(['Sales'])).toEqual(['Company', 'Sales', 'North', 'Support']);
  });

  test('a number hidden alone offers why; a unit hidden whole offers it once', () => {
    const acts = show({ Company: aCell({ silence: HIDDEN }), Sales: aCell({ silence: HIDDEN }, { index: HIDDEN }) });
    fireEvent.click(screen.getByRole('button', { name: 'Silence in Company is hidden. Why?' }));
    fireEvent.click(screen.getByRole('button', { name: 'Sales is hidden. Why?' }));
    expect(acts.onAsk).toHaveBeenCalledTimes(2);
    expect(screen.queryByRole('button', { name: 'Silence in Sales is hidden. Why?' })).toBeNull();
  });

  test('an empty unit and a suppressed one look the same', () => {
    show({ Company: aCell({ silence: aScore(40) }), Sales: aCell({ silence: HIDDEN }, { index: HIDDEN }) });
    const rows = screen.getAllByRole('row').map((row) => row.querySelector('td')?.outerHTML.replace(/Sales|Support/g, 'unit'));
    expect(rows[2]).toBe(rows[3]);
  });

  test('a coded end is told from a value', () => {
    show({ Company: aCell({ silence: aScore(5, { end: 'or-under' }) }) });
    expect(screen.getByTitle('5 or under').textContent).toBe('≤ 5');
  });

  test('to choose another unit draws the two rows that change, however many there are', () => {
    const units = [aUnit('Company', null, 0), ...Array.from({ length: 40 }, (_, at) => aUnit(`Unit ${at}`, 'Company', 1))];
    const cells = Object.fromEntries(units.map(({ id }) => [id, aCell({ silence: aScore(40) })]));
    const steady = { rows: visibleUnits(units, new Set()), columns: ['Index', 'Silence'], signals: ['silence'], cells };
    const acts = { onChoose: jest.fn(), onToggle: jest.fn(), onAsk: jest.fn() };
    const table = (chosen: string) => (
      <I18nextProvider i18n={words}>
        <HeatTable {...steady} rows={visibleUnits(units, new Set())} chosen={chosen} {...acts} />
      </I18nextProvider>
    );
    const { rerender } = render(table('Company'));
    const said = jest.spyOn(words, 't');
    rerender(table('Unit 7'));
    expect(screen.getByTitle('Unit 7').getAttribute('aria-pressed')).toBe('true');
    expect(said.mock.calls.length).toBeGreaterThan(2);
    expect(said.mock.calls.length).toBeLessThan(50);
    said.mockRestore();
  });

  test('what lies below a unit opens by a button that says whether it is open', () => {
    const acts = show({}, ['Sales']);
    const button = screen.getByRole('button', { name: 'Units below Sales' });
    expect(button.getAttribute('aria-expanded')).toBe('true');
    fireEvent.click(button);
    expect(acts.onToggle).toHaveBeenCalledWith('Sales');
  });
});
