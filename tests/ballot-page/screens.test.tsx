import { cleanup, fireEvent, screen as page, render, waitFor } from '@testing-library/react';
import { act } from 'react';
import type { BallotId } from '#shared/ballot/ballot.js';
import { type Hash, type Manifest, type ManifestUnit, roundCode, type UnitId } from '#shared/ballot/manifest.js';
import { type Receipt, receiptLine } from '#shared/ballot/receipt.js';
import type { RoundNow } from '#shared/contract/ballots.js';
import { BallotPage } from '../../client/src/ballot/ballot-page.js';
import { blankAnswers } from '../../client/src/ballot/journey/blank-answers.js';
import type { Journey } from '../../client/src/ballot/journey/journey.js';
import type { InvitationFacts, Screen } from '../../client/src/ballot/journey/screen.js';
import { words as en } from '../../client/src/ballot/language/en.js';
import { words as he } from '../../client/src/ballot/language/he.js';
import type { Words } from '../../client/src/ballot/language/words.js';
import type { PendingBallot } from '../../client/src/ballot/protocol/device.js';
import { ReadingProvider } from '../../client/src/ballot/screens/reading.js';

window.scrollTo = () => {};
afterEach(cleanup);

const HASH = '5e'.repeat(32) as Hash;
const unit = { id: 'salesnorth00' as UnitId, name: 'Sales North', parent: null, roll: 14, spares: 2, keys: {} } satisfies ManifestUnit;
const manifest = {
  organisation: 'Northwind Traders',
  title: 'Spring round',
  round: '0'.repeat(32),
  timeZone: 'Europe/Berlin',
  form: 'pulse',
  languages: ['en', 'he'],
  units: [unit],
  terms: {
    k: 5,
    readers: ['hr', 'executive'],
    opens: '2030-03-04T08:00:00Z',
    employeesSeeResultsFrom: '2030-03-29T08:00:00Z',
    graceMinutes: 60,
  },
} as unknown as Manifest;
const now: RoundNow = { state: 'open', closes: '2030-03-15T16:00:00Z', changed: null, cancelledBecause: null, bulletin: false };
const receipt: Receipt = { manifest: HASH, ballot: 'ab'.repeat(32) as Hash, signature: 'A'.repeat(86) };
const ID = 'cd'.repeat(32) as BallotId;
const pending: PendingBallot = {
  format: 1,
  unit: unit.id,
  replacement: false,
  blanks: [{ kind: 'scored', unit: unit.id, id: ID, inverse: 'i', blinded: 'b' }],
  signatures: { scored: 'S'.repeat(342) },
  sendTried: false,
};
const draft = { answers: { ...blankAnswers('pulse'), 'silence-3': 2 as const }, page: 0 };

function factsWith(change: Partial<InvitationFacts> = {}, kept: PendingBallot = pending): InvitationFacts {
  const device = { pending: () => kept, keep: () => {}, finish: () => {}, receipts: () => [], erase: () => {} };
  return { code: { token: 'T', manifest: HASH }, manifest, now, device, unit, keys: [], ...change };
}
const facts = factsWith();

const ACTS =
  'open retry prepare start resume toStart toUnit notMyUnit takeReplacement send toQuestions sayNotMe leave eraseAll askForLink'.split(' ');

/** The page on one screen, and the acts that were asked of the journey. */
function shown(screen: Screen, words: Words = en) {
  const asked: string[] = [];
  const note = (name: string) => async (given?: unknown) => {
    asked.push(typeof given === 'string' ? `${name} ${given}` : name);
    return true;
  };
  const acts = Object.fromEntries(ACTS.map((name) => [name, note(name)]));
  const journey = { screen: () => screen, subscribe: () => () => {}, ...acts } as unknown as Journey;
  render(
    <ReadingProvider value={{ words, language: words === he ? 'he' : 'en' }}>
      <BallotPage journey={journey} onLanguage={() => {}} />
    </ReadingProvider>,
  );
  return asked;
}
/** As it is read: the marks that keep names in their place are not. */
const text = () => (document.body.textContent ?? '').replace(/[\u2066-\u2069]/g, '');
const press = (name: string) => fireEvent.click(page.getByRole('button', { name }));

const SCREENS: [Screen, (words: Words) => string][] = [
  [{ at: 'opening' }, (words) => words.opening],
  [{ at: 'unsuitable' }, (words) => words.unsuitable.title],
  [{ at: 'link-incomplete' }, (words) => words.incomplete.title],
  [{ at: 'link-unknown' }, (words) => words.unknown.title],
  [{ at: 'mistrusted', why: 'differs', hash: HASH }, (words) => words.mistrusted.title],
  [{ at: 'lost', during: 'sending' }, (words) => words.lost.title],
  [{ at: 'refused', code: 'unit-full' }, (words) => words.refused.title],
  [{ at: 'not-open', facts }, (words) => words.notOpen.title],
  [{ at: 'closed', facts, receipts: [] }, (words) => words.closed.title],
  [{ at: 'cancelled', facts }, (words) => words.cancelled.title],
  [{ at: 'start', facts }, () => 'Spring round'],
  [{ at: 'unit', facts, keeps: true }, (words) => words.unit.title],
  [{ at: 'not-your-unit', facts }, (words) => words.notYourUnit.title],
  [{ at: 'collecting', facts }, (words) => words.collecting.title],
  [{ at: 'waiting', facts, pending }, (words) => words.waiting.title],
  [{ at: 'sent', facts, receipts: [receipt] }, (words) => words.sent.title],
  [{ at: 'fetched-elsewhere', facts, told: false }, (words) => words.elsewhere.title],
  [{ at: 'no-replacement-left', facts, told: false }, (words) => words.noneLeft.title],
  [{ at: 'summary', facts, draft }, (words) => words.summary.title],
  [{ at: 'sending', facts }, (words) => words.sending.title],
  [{ at: 'receipt', facts, receipt }, (words) => words.receipt.title],
  [{ at: 'erased', remains: 'ballot' }, (words) => words.erased.title],
];

describe.each([
  ['English', en],
  ['Hebrew', he],
])('in %s', (_, words) => {
  test.each(SCREENS.map(([screen, title]) => [screen.at, screen, title] as const))(
    '%s has one heading, and it has the focus',
    async (_, screen, title) => {
      await act(async () => void shown(screen, words));
      const heading = page.getByRole('heading', { level: 1 });
      expect(heading.textContent).toBe(title(words));
      expect(document.activeElement).toBe(heading);
      expect(text()).not.toMatch(/undefined|\[object/);
    },
  );
});

test.each(SCREENS.map(([screen]) => [screen.at, screen] as const))('%s can be left, and then erases', async (at, screen) => {
  let asked: string[] = [];
  await act(async () => {
    asked = shown(screen);
  });
  if (at === 'erased' || at === 'unsuitable') return expect(page.queryByRole('button', { name: en.leave })).toBeNull();
  press(en.leave);
  expect(asked).toContain('leave');
});

test('the start screen says what the protocol keeps, with the terms of the round', async () => {
  await act(async () => void shown({ at: 'start', facts }));
  for (const part of [
    roundCode(HASH),
    'should match the notice on your board',
    'Your link is exchanged for a blank ballot without a name; your answers travel with that ballot, not with your link.',
    'HR and leaders see results for groups where at least 5 answered, after Friday, 15 March 2030 at 17:00 CET.',
    'You are counted in: Sales North, 14 people.',
    'Nobody is shown whether you took part, unless everyone in your group did.',
    'Sending right after opening can be matched by whoever runs this server.',
    'Not answering is fine too.',
  ]) {
    expect(text().toLowerCase()).toContain(part.toLowerCase());
  }
  expect(text()).not.toMatch(/100 ?%|secure|verified/i);
});

test('where HR may end the round before its close, the start screen says from when, and so from when results may be read', async () => {
  const may = (mayCloseFrom: string) => factsWith({ manifest: { ...manifest, terms: { ...manifest.terms, mayCloseFrom } } as Manifest });
  await act(async () => void shown({ at: 'start', facts: may('2030-03-11T08:00:00Z') }));
  expect(text()).toContain('Open until Friday, 15 March 2030 at 17:00 CET; HR may end it from Monday, 11 March 2030 at 09:00 CET.');
  expect(text()).toContain('at least 5 answered, once it has closed, Monday, 11 March 2030 at 09:00 CET at the earliest.');
  cleanup();
  await act(async () => void shown({ at: 'start', facts: may(now.closes) }));
  expect(text()).toContain('Open until Friday, 15 March 2030 at 17:00 CET.');
  expect(text()).not.toContain('HR may end');
});

test.each([
  [en, 'Fewer answers are hidden, and there may be no result at all.'],
  [he, 'תשובות מעטות מזה מוסתרות, וייתכן שלא תהיה תוצאה כלל.'],
])('the start screen says that there may be no result', async (words, said) => {
  await act(async () => void shown({ at: 'start', facts }, words));
  expect(text()).toContain(said);
});

test('the group of those attached directly to a unit is named in the language of the reader', async () => {
  const direct = { ...unit, name: 'Sales (direct)' };
  for (const at of ['start', 'unit'] as const) {
    await act(async () => void shown({ at, facts: factsWith({ unit: direct }), keeps: true } as Screen, he));
    expect(text()).toContain('Sales (ישירות), 14');
    cleanup();
  }
});

test('the group is explained where it is to be confirmed', async () => {
  await act(async () => void shown({ at: 'unit', facts, keeps: true }));
  expect(text()).toContain('Small groups are counted together, and who leads a unit counts with the unit above it.');
});

test('of two groups with one name it can be told which of them is meant', async () => {
  const named = (id: string, name: string, parent: string | null) => ({ ...unit, id: id as UnitId, name, parent: parent as UnitId | null });
  const night = named('nightsouth00', 'Night shift', 'southsite000');
  const units = [named('company00000', 'Northwind Traders', null), named('southsite000', 'Site South', 'company00000'), night];
  await act(async () => void shown({ at: 'unit', facts: factsWith({ manifest: { ...manifest, units }, unit: night }), keeps: true }));
  expect(text()).toContain('You count as Night shift, 14 people: right?');
  expect(text()).toContain('It belongs to: Site South');
});

test.each([
  ['English', en],
  ['Hebrew', he],
])('names and reasons in another script stay in their place, in %s', async (_, words) => {
  const reason = 'Streik!';
  const whole = factsWith({ now: { ...now, changed: { reason } } });
  const names = [reason, unit.name, manifest.organisation, manifest.title];
  const seen = new Set<string>();
  for (const at of ['start', 'unit', 'not-open'] as const) {
    await act(async () => void shown({ at, facts: whole, keeps: true } as Screen, words));
    for (const name of names.filter((one) => text().includes(one))) {
      seen.add(name);
      const places = [...document.querySelectorAll('h1, p')].filter(({ textContent }) => textContent?.includes(name));
      const kept = (place: Element) => place.innerHTML.includes(`<bdi>${name}</bdi>`) || place.textContent?.includes(`\u2068${name}\u2069`);
      expect([name, places.length > 0, places.filter((place) => !kept(place))]).toEqual([name, true, []]);
    }
    cleanup();
  }
  expect([...seen].sort()).toEqual(names.sort());
});

test('a changed closing time is told with its reason', async () => {
  await act(async () => void shown({ at: 'start', facts: factsWith({ now: { ...now, changed: { reason: 'strike week' } } }) }));
  expect(text()).toContain('strike week');
});

test('start waits until everything is loaded, and says so', async () => {
  const asked: string[] = [];
  let loaded: (ready: boolean) => void = () => {};
  const prepare = () => new Promise<boolean>((done) => (loaded = done));
  const journey = {
    screen: () => screen,
    subscribe: () => () => {},
    prepare,
    start: async () => void asked.push('start'),
    notMyUnit: () => {},
    leave: () => {},
  } as unknown as Journey;
  const screen: Screen = { at: 'unit', facts, keeps: false };
  render(
    <ReadingProvider value={{ words: en, language: 'en' }}>
      <BallotPage journey={journey} onLanguage={() => {}} />
    </ReadingProvider>,
  );
  expect(text()).toContain(en.unit.keepsNothing);
  press(en.unit.start);
  expect(asked).toEqual([]);
  expect(text()).toContain(en.unit.preparing);
  await act(async () => loaded(true));
  press(en.unit.start);
  expect(asked).toEqual(['start']);
});

test('the summary shows every byte that is sent', async () => {
  await act(async () => void shown({ at: 'summary', facts, draft }));
  const shownBody = JSON.parse(document.querySelector('pre')?.textContent ?? '');
  expect(shownBody).toEqual({
    round: manifest.round,
    id: ID,
    unit: unit.id,
    kind: 'scored',
    signature: pending.signatures?.scored,
    answers: draft.answers,
  });
  expect(text()).toContain(en.summary.answered(1, 11));
});

test('after a send without a receipt, both screens say which answers count', async () => {
  const tried = { ...pending, sendTried: true };
  await act(async () => void shown({ at: 'summary', facts: factsWith({}, tried), draft }));
  expect(text()).toContain(en.summary.sentBefore);
  cleanup();
  await act(async () => void shown({ at: 'waiting', facts, pending: tried }));
  expect(text()).toContain(en.waiting.sentBefore);
});

test('the receipt can be copied, and nothing is asked of its owner', async () => {
  const copied: string[] = [];
  Object.assign(navigator, { clipboard: { writeText: async (line: string) => void copied.push(line) } });
  await act(async () => void shown({ at: 'receipt', facts, receipt }));
  expect(text()).toContain('Nobody may ask you for it. You need not keep it.');
  await act(async () => press(en.receipt.copy));
  expect(copied).toEqual([receiptLine(receipt)]);
  await waitFor(() => expect(text()).toContain(en.receipt.copied));
});

test.each([
  ['receipt', { at: 'receipt', facts, receipt }],
  ['sent', { at: 'sent', facts, receipts: [receipt] }],
] as const)('a receipt is said to be checked once the last ballots may have come, not at the close (%s)', async (_, screen) => {
  await act(async () => void shown(screen as Screen));
  expect(text()).toContain('Soon after Friday, 15 March 2030 at 18:00 CET you can check');
});

test('fetched elsewhere offers a replacement and "not me"', async () => {
  let asked: string[] = [];
  await act(async () => {
    asked = shown({ at: 'fetched-elsewhere', facts, told: false });
  });
  press(en.elsewhere.take);
  await act(async () => press(en.elsewhere.notMe));
  expect(asked).toEqual(['takeReplacement', 'sayNotMe']);
});

test('a pasted code opens, half of one is told', async () => {
  let asked: string[] = [];
  await act(async () => {
    asked = shown({ at: 'link-incomplete' });
  });
  const box = page.getByLabelText(en.incomplete.label);
  fireEvent.change(box, { target: { value: 'HALF.CODE' } });
  press(en.incomplete.open);
  expect(text()).toContain(en.incomplete.wrong);
  const code = `${'0'.repeat(26)}.${'0'.repeat(52)}`;
  fireEvent.change(box, { target: { value: code } });
  press(en.incomplete.open);
  expect(asked).toContain(`open ${code}`);
});

test('the reason of a cancelled round is shown, and a ballot that came too late is told', async () => {
  await act(async () => void shown({ at: 'cancelled', facts: factsWith({ now: { ...now, cancelledBecause: 'wrong list of groups' } }) }));
  expect(text()).toContain('wrong list of groups');
  cleanup();
  await act(async () => void shown({ at: 'closed', facts, receipts: [], late: 'sending' }));
  expect(text()).toContain(en.closed.late);
  cleanup();
  await act(async () => void shown({ at: 'closed', facts, receipts: [], counted: true }));
  expect(text()).toContain(en.receipt.title);
});

test.each([
  ['English', en, /nothing (was|has been) sent(?!,? unless)/i],
  ['Hebrew', he, /דבר לא נשלח(?!,? אלא)/],
])('in %s no screen that can follow a send says that nothing was sent', async (_, words, claim) => {
  for (const screen of [
    { at: 'lost', during: 'opening' },
    { at: 'mistrusted', why: 'receipt-wrong', hash: HASH },
    { at: 'erased', remains: 'ballot' },
  ] as const) {
    await act(async () => void shown(screen, words));
    expect(page.getByRole('heading', { level: 1 }).textContent).not.toBe('');
    expect(text()).not.toMatch(claim);
    cleanup();
  }
});
