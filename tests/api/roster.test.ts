import { findPeople, importRoster, previewRoster, readUnits, sampleRoster } from '#server/roster/roster.js';
import { anOffice, aRosterFile, bytesOf, importFile, type Office, refusalOf } from '../builders/office.js';

let office: Office;
beforeEach(async () => {
  office = await anOffice();
});
afterEach(() => office.remove());

const preview = (file: string | Uint8Array, mapping = {}, chunk?: number) =>
  previewRoster(office.roster, { organisation: office.organisation, file: bytesOf(file, chunk), mapping });
const units = () => readUnits(office.roster, { organisation: office.organisation });
const people = async (search = '', unit?: string) =>
  (await findPeople(office.roster, { organisation: office.organisation, search, unit })).people;

describe('reading a roster file', () => {
  test('as spreadsheets write it: byte order mark, semicolons, quoted line breaks, German headings, cut anywhere', async () => {
    const file =
      '\uFEFFPersonalnummer;Name;E-Mail-Adresse;Abteilung;Führungskraft;Sprache\r\n7;"Weber,\nJonas";JONAS@Acme.Test;Werk / Lack;ja;Deutsch\r\n\r\n8;Ada;;Werk;nein;en-GB\r\n';
    const read = await preview(file, {}, 3);
    expect(read).toMatchObject({ rows: 2, people: 2, withoutEmail: 1, problems: [], warnings: [] });
    expect(read.mapping).toEqual({
      ...{
        employeeId: 'Personalnummer',
        name: 'Name',
        email: 'E-Mail-Adresse',
        unit: 'Abteilung',
        leads: 'Führungskraft',
        language: 'Sprache',
      },
    });
    await importFile(office, file);
    expect(await people()).toMatchObject([
      { employeeId: '8', name: 'Ada', email: null, leads: false, language: 'en' },
      { employeeId: '7', name: 'Weber, Jonas', email: 'jonas@acme.test', leads: true, language: 'de' },
    ]);
  });

  test('with tabs in UTF-16, Hebrew headings, and quotation marks inside names', async () => {
    const text = '\uFEFFמספר עובד\tשם מלא\tדוא"ל\tיחידה\tשפה\n1\tד"ר נועה לוי\tnoa@acme.test\tמכירות\tעברית\n';
    const read = await preview(new Uint8Array(Buffer.from(text, 'utf16le')));
    expect(read).toMatchObject({ people: 1, problems: [] });
    expect(read.mapping).toMatchObject({ employeeId: 'מספר עובד', email: 'דוא"ל', unit: 'יחידה' });
  });

  test('that tells Excel its separator in a first line', async () => {
    for (const first of ['sep=;', '"sep=;"', 'SEP=;;;'])
      expect(await preview(`\uFEFF${first}\r\nid;name;unit\r\n1;"Weber, Jo",;Werk\r\n2;;Werk\r\n`)).toMatchObject({
        ...{ columns: ['id', 'name', 'unit'], people: 1, problems: [{ row: 4, field: 'name' }] },
      });
  });

  test('with first and family names apart: people are invited by both, and by neither twice', async () => {
    const names = async (file: string) => (await preview(file)).examples.joined;
    expect(await names('Employee Number,First Name,Last Name,Department\n1,Ann,Bell,Sales\n2,Mary Jo,,Sales\n3,,Cole,Sales\n')).toEqual([
      'Ann Bell',
      'Mary Jo',
      'Cole',
    ]);
    expect(await names('Personalnr.;Name;Vorname;Abteilung\n1;Weber;Jonas;Werk\n2;Groß, Eva;Eva;Werk\n')).toEqual([
      'Jonas Weber',
      'Groß, Eva',
    ]);
    expect(await names('id,Full name,First name,Last name,unit\n1,Ann B. Bell,Ann,Bell,Sales\n')).toEqual(['Ann B. Bell']);
    expect(await names('Legajo,Nombre,Apellidos,Equipo\n1,Ana,Ruiz,Ventas\n')).toEqual(['Ana Ruiz']);
    expect(await names('Legajo,Nombre,Equipo\n1,Ana Ruiz,Ventas\n')).toEqual(['Ana Ruiz']);
    expect((await preview('Pers.-Nr.;Vorname;Nachname;Org-Einheit\n1;Jo;Weber;Werk\n')).examples.joined).toEqual(['Jo Weber']);
    const apart = await preview('id,vorname,nachname,unit\n1,,,Sales\n', { givenName: '' });
    expect(apart).toMatchObject({ mapping: { givenName: '', name: 'nachname' }, problems: [{ row: 2, field: 'name' }] });
  });

  test('with marks that nobody sees: names that look the same are the same', async () => {
    const lines = [
      '\u200Fid,name,unit,email',
      '1,Ada,Sales,a@acme.test',
      '2,Bob,\u200FSales\u200B,\u200Eb@acme.test',
      '\u200E1,Cleo,Sal\u00ADes,c@acme.test',
    ];
    const read = await preview(`${lines.join('\n')}\n3,👩‍🚀 Dan,Sales,d@acme.test\n`);
    expect(read).toMatchObject({ people: 3, units: [{ path: 'Acme', people: 3 }], problems: [{ row: 4, field: 'employeeId' }] });
    expect(read.examples.joined).toEqual(['Ada', 'Bob', '👩‍🚀 Dan']);
  });

  test('as Excel writes yes and no in its own languages, and systems a language with its country', async () => {
    const said = ['WAHR,German (Austria)', 'Faux,Français (France)', 'VERDADERO,es', 'FALSCH,English (US)', 'VRAI,iw', 'FALSO,he_IL'];
    const file = `id,name,unit,leads,language\n${said.map((words, at) => `${at},P${at},Sales,${words}`).join('\n')}\n`;
    expect(await preview(file)).toMatchObject({ people: 6, problems: [], warnings: [] });
    await importFile(office, file);
    expect((await people()).map(({ leads, language }) => [leads, language])).toEqual(
      ['de', 'fr', 'es', 'en', 'he', 'he'].map((language, at) => [at % 2 === 0, language]),
    );
  });

  test('in UTF-16 of either order, the byte order mark cut in two as the network may cut it', async () => {
    const text = '\uFEFFid\tname\tunit\n1\tNoa לוי\tSales\n';
    const littleEndian = Buffer.from(text, 'utf16le');
    for (const bytes of [littleEndian, Buffer.from(littleEndian).swap16(), Buffer.from(text)]) {
      for (const chunk of [1, 2, 3, 65_536]) {
        expect(await preview(new Uint8Array(bytes), {}, chunk)).toMatchObject({ people: 1, examples: { joined: ['Noa לוי'] } });
      }
    }
  });

  test('columns that HR chose win over guesses', async () => {
    const read = await preview('id,name,unit,team\n1,Ada,x,Sales\n', { unit: 'team' });
    expect(read.units.map(({ path }) => path)).toEqual(['Acme']);
    expect(read.mapping).toMatchObject({ unit: 'team' });
  });

  test('a column that HR leaves out stays out, in the preview and in what is then imported', async () => {
    const file = 'id,,name,e-mail,unit,leads\n1,x,Ada,ada@acme.test,Sales,perhaps\n';
    const seen = await preview(file, { email: '', leads: '' });
    expect(seen).toMatchObject({ people: 1, withoutEmail: 1, problems: [], mapping: { email: '', leads: '' } });
    const { organisation, by } = office;
    const upload = { organisation, by, mapping: seen.mapping, fingerprint: seen.fingerprint, leaveOutProblems: false };
    await importRoster(office.roster, { ...upload, file: bytesOf(file) });
    expect(await people()).toMatchObject([{ name: 'Ada', email: null, leads: false }]);
  });

  test('a needed column that HR leaves out is missing; a column is read for one field alone', async () => {
    const file = 'id,name,unit\n1,Ada,Sales\n';
    expect(await preview(file, { name: '' })).toMatchObject({ people: 0, problems: [{ field: 'name' }], mapping: { name: '' } });
    const twice = await preview(file, { name: 'unit', unit: 'unit' });
    expect(twice).toMatchObject({ people: 0, problems: [{ field: 'unit' }], mapping: { name: 'unit', unit: '' } });
    expect((await preview(file, twice.mapping)).fingerprint).toBe(twice.fingerprint);
  });

  test('a file without a needed column shows its columns, so that one can be chosen', async () => {
    const read = await preview('id,name,whereabouts\n1,Ada,Sales\n');
    expect(read).toMatchObject({ columns: ['id', 'name', 'whereabouts'], people: 0, problems: [{ field: 'unit' }] });
    expect(await preview('id,name,whereabouts\n1,Ada,Sales\n', { unit: 'whereabouts' })).toMatchObject({ people: 1, problems: [] });
  });

  test('the sample file imports as it is', async () => {
    expect(await preview(sampleRoster())).toMatchObject({ people: 4, withoutEmail: 1, problems: [], warnings: [] });
  });

  test.each([
    ['nothing', '', undefined],
    ['another encoding', new Uint8Array([...Buffer.from('id,name,unit\n1,M'), 0xfc, ...Buffer.from('ller,Sales\n')]), undefined],
    ['UTF-16 without a byte order mark', new Uint8Array(Buffer.from('id,name,unit\n1,Ada,Sales\n', 'utf16le')), undefined],
    ['a zero byte in a name', 'id,name,unit\n1,A\0da,Sales\n', undefined],
    ['a quotation mark that is not closed', 'id,name,unit\n1,Ada,Sales\n2,"Bob,Sales\n3,Cleo,Sales\n', 3],
    ['a column that stands twice', 'id,name,name,unit\n1,Ada,Ada,Sales\n', 1],
  ])('refuses %s and says what to do', async (_what, file, row) => {
    const refused = await refusalOf(preview(file));
    expect(refused).toMatchObject({ code: 'roster-unreadable', remedy: expect.any(String), reason: expect.any(String) });
    expect(refused.row).toBe(row);
  });
});

describe('bad rows', () => {
  const bad = [
    'id,name,email,unit,leads,language',
    '1,Ada,ada@acme.test,Sales,no,en',
    '1,Bob,bob@acme.test,Sales,no,en',
    '3,"Cleo\nTwo",not-an-address,Sales,no,en',
    '4,Dan,ada@acme.test,Sales,no,en',
    '5,Eve,eve@acme.test,,no,en',
    '6,,fay@acme.test,Sales / ,perhaps,en',
    ',Gil,gil@acme.test,Sales,no,en',
    '8,Hal,hal@acme.test,Sales,no,Klingon',
    '9,Ian,ian@acme.test,Sales,no,en,surplus',
  ].join('\n');

  test('are named by line, field, reason and remedy, all of them at once', async () => {
    const { problems, warnings, people } = await preview(bad);
    expect(problems.map(({ row, field }) => [row, field])).toEqual([
      ...[
        [3, 'employeeId'],
        [4, 'email'],
        [6, 'email'],
        [7, 'unit'],
        [8, 'name'],
        [8, 'unit'],
        [8, 'leads'],
        [9, 'employeeId'],
      ],
      [11, undefined],
    ]);
    expect(problems.every(({ reason, remedy }) => reason && remedy)).toBe(true);
    expect(warnings).toMatchObject([{ row: 10, field: 'language' }]);
    expect(people).toBe(2);
  });

  test('are named by the line they begin on, whatever breaks the lines and wherever cells hold line breaks', async () => {
    for (const eol of ['\n', '\r\n', '\r']) {
      const lines = ['', 'id,name,unit', '1,"A', 'B",Sales', '', '2,,Sales', '3,"x', 'y', '', 'z",Sales', '4,,Sales', '"5', '",Eve,'];
      expect((await preview(lines.join(eol))).problems.map(({ row }) => row)).toEqual([6, 11, 12]);
      const unclosed = await refusalOf(preview([...lines, '6,"Fay,Sales'].join(eol)));
      expect(unclosed.row).toBe(14);
    }
    expect((await preview('id,name,unit\n1,,Sales\r\n2,,Sales\r\n')).problems.map(({ row }) => row)).toEqual([2, 3]);
  });

  test('keep the whole file out, until told to leave them out', async () => {
    const refused = await refusalOf(importFile(office, bad));
    expect(refused).toMatchObject({ code: 'roster-rows-refused', problems: expect.any(Array) });
    expect(refused.problems).toHaveLength(9);
    expect(await units()).toEqual({ units: [], people: 0, importedAt: null });

    expect(await importFile(office, bad, true)).toMatchObject({ people: 2, leftOut: 7 });
    expect((await people()).map(({ name, language }) => [name, language])).toEqual([
      ['Ada', 'en'],
      ['Hal', 'en'],
    ]);
  });

  test('a path with another separator is one unit, and that is told once; a slash or a sign within a name is not', async () => {
    const file = (...units: string[]) => `id,name,unit\n${units.map((unit, at) => `${at},P${at},${unit}`).join('\n')}\n`;
    for (const path of ['Sales > North', 'Sales | North', 'Sales\\North', 'Sales » North', 'Sales -> North'])
      expect((await preview(file('Office', path, path))).warnings).toMatchObject([
        { row: 3, field: 'unit', reason: expect.stringContaining(path) },
      ]);
    expect((await preview(file('R&D', 'Sales / North', 'Sales - North', 'Age>40 care', 'Paint early'))).warnings).toEqual([]);
  });

  test('a needed column that is missing is refused even then', async () => {
    expect(await refusalOf(importFile(office, 'id,name\n1,Ada\n', true))).toMatchObject({ code: 'roster-rows-refused' });
  });
});

describe('importing', () => {
  test('nothing is stored by a preview, and nothing that was not previewed', async () => {
    const first = aRosterFile({ Sales: 3 });
    await preview(first);
    expect((await units()).people).toBe(0);
    const input = { organisation: office.organisation, by: 'Hana', mapping: {}, leaveOutProblems: false };
    const { fingerprint } = await preview(first);
    const other = importRoster(office.roster, { ...input, file: bytesOf(aRosterFile({ Sales: 4 })), fingerprint });
    expect(await refusalOf(other)).toMatchObject({ code: 'roster-changed' });
    await importRoster(office.roster, { ...input, file: bytesOf(first), fingerprint });
    // The roster moved on: the same preview is stale.
    const again = importRoster(office.roster, { ...input, file: bytesOf(first), fingerprint });
    expect(await refusalOf(again)).toMatchObject({ code: 'roster-changed' });
  });

  test('the tree counts people directly and with all units below', async () => {
    await importFile(office, aRosterFile({ Sales: 1, 'Sales / North': 2, 'sales / South': 3, Works: 4 }));
    const { units: tree, people: total } = await units();
    expect(total).toBe(10);
    expect(tree.map(({ name, depth, direct, total: all }) => [name, depth, direct, all])).toEqual([
      ...[
        ['Acme', 0, 0, 10],
        ['Sales', 1, 1, 6],
        ['North', 2, 2, 2],
        ['South', 2, 3, 3],
        ['Works', 1, 4, 4],
      ],
    ]);
  });

  test('a top unit that everybody is in is the organisation', async () => {
    await importFile(office, aRosterFile({ 'Acme Group': 1, 'Acme Group / Sales': 2, 'Acme Group / Works': 2 }));
    expect((await units()).units.map(({ name, direct }) => [name, direct])).toEqual([
      ['Acme', 1],
      ['Sales', 2],
      ['Works', 2],
    ]);
  });

  test('a second import tells who joined, left and moved, and keeps the ids of people and units', async () => {
    const head = 'id,name,email,unit';
    await importFile(office, [head, '1,Ada,,Sales', '2,Bob,,Sales', '3,Cleo,,Works / Paint', '4,Dan,,Works'].join('\n'));
    const before = { people: await people(), tree: (await units()).units };
    const second = [head, '1,Ada Two,ada@acme.test,Sales', '2,Bob,,Works', '3,Cleo,,Sales / Paint', '5,Eve,,Works'].join('\n');

    const seen = await preview(second);
    expect(seen).toMatchObject({ joined: 1, left: 1, moved: 1, unchanged: 2 });
    expect(seen.examples).toEqual({ joined: ['Eve'], left: ['Dan'], moved: [{ name: 'Bob', from: 'Sales', to: 'Works' }] });
    await importFile(office, second);

    const idsOf = (rows: typeof before.people) => Object.fromEntries(rows.map(({ employeeId, id }) => [employeeId, id]));
    const ids = idsOf(await people());
    const was = idsOf(before.people);
    expect([ids['1'], ids['2'], ids['3']]).toEqual([was['1'], was['2'], was['3']]);
    // Paint moved from Works to Sales as a whole: the same unit elsewhere.
    const unitIds = (tree: { name: string; id: string }[]) => Object.fromEntries(tree.map(({ name, id }) => [name, id]));
    expect(unitIds((await units()).units)).toEqual(unitIds(before.tree));
    expect(await people('ada two')).toMatchObject([{ email: 'ada@acme.test' }]);
  });

  test('of two at once over the same preview one is imported', async () => {
    const outcomes = await Promise.allSettled([
      importFile(office, aRosterFile({ Sales: 3 })),
      importFile(office, aRosterFile({ Works: 5 })),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect([3, 5]).toContain((await units()).people);
  });

  test('10,000 people are there afterwards, each in their unit, and the ledger knows of it', async () => {
    const sizes = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`Area ${at % 10} / Team ${at}`, 100]));
    expect(await importFile(office, aRosterFile(sizes))).toMatchObject({ people: 10_000, joined: 10_000 });
    const { units: tree, people: total } = await units();
    expect([total, tree.length]).toEqual([10_000, 111]);
    expect((await office.registrar.ledger.read(office.organisation, null, 10)).entries).toMatchObject([
      { act: 'roster-imported', who: 'Hana' },
    ]);
  });
});

describe('finding people', () => {
  test('by a part of name, address or id in any script and case, in a unit with all below it', async () => {
    await importFile(office, 'id,name,email,unit\n17,Éva Özil,eva@acme.test,Sales / North\n18,Bob,,Sales\n19,Cleo,,Works\n');
    const { units: tree } = await units();
    const sales = tree.find(({ name }) => name === 'Sales')?.id;
    expect((await people('éva Ö')).map(({ name }) => name)).toEqual(['Éva Özil']);
    expect((await people('18')).map(({ name }) => name)).toEqual(['Bob']);
    expect((await people('', sales)).map(({ name }) => name)).toEqual(['Bob', 'Éva Özil']);
    expect(await people('%')).toEqual([]);
  });

  test('at most fifty, and whether there are more', async () => {
    await importFile(office, aRosterFile({ Sales: 60 }));
    const found = await findPeople(office.roster, { organisation: office.organisation, search: 'person' });
    expect([found.people.length, found.more]).toEqual([50, true]);
  });
});
