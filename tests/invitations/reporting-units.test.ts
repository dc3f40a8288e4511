import { reportingUnitsNow } from '#server/rounds/reporting-units.js';

/** A roster of one division of 30 people and one unit of 30 below it, in an organisation of this language. */
function aRegistrar(language: string) {
  const unit = (id: string, parent: string | null) => ({ id, name: id, parent });
  const person = (of: string) => Array.from({ length: 30 }, () => ({ unit: of, leads: false }));
  return {
    organisations: { read: async () => ({ language }) },
    roster: {
      units: async () => [unit('Acme', null), unit('Sales', 'Acme'), unit('North', 'Sales')],
      people: async () => ['Sales', 'North'].flatMap(person),
    },
  } as unknown as Parameters<typeof reportingUnitsNow>[0]['registrar'];
}

test.each([
  ['en', 'Sales (direct)'],
  ['he', 'Sales (ישירות)'],
])('people attached to a division are named in the language of the organisation (%s)', async (language, name) => {
  const { units } = await reportingUnitsNow({ registrar: aRegistrar(language) }, 'acme', 5);
  expect(units.map((unit) => unit.name)).toContain(name);
});
