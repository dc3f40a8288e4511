import { openBallotBox, openRoll, StoreUrlRefused, sqlitePath } from '#server/storage/open-store.js';

test('a store that no engine serves is refused in one line that says what to write', () => {
  for (const url of ['mongodb://db.example/candour', 'mongodb+srv://db.example/candour', 'postgres://db', '', 'sqlite:', './data']) {
    expect(() => openBallotBox(url)).toThrow(StoreUrlRefused);
    expect(() => openRoll(url)).toThrow(/^[^\n]*give sqlite:PATH[^\n]*$/);
  }
});

test('a refusal never repeats the password in a URL', () => {
  expect(() => openRoll('postgres://hr:secret@db.example/roll')).toThrow(/^(?!.*secret)/);
});

test('sqlite: takes a relative path, an absolute one, and one with slashes as URLs have them', () => {
  expect(sqlitePath('sqlite:/data/rolls')).toBe('/data/rolls');
  expect(sqlitePath('sqlite:///data/rolls')).toBe('/data/rolls');
  expect(sqlitePath('sqlite:data/rolls')).toBe(`${process.cwd()}/data/rolls`);
  expect(sqlitePath('sqlite:/data/a:b')).toBe('/data/a:b');
});
