import { type InvitationTerms, invitationText, momentIn } from '#server/mail/invitation-text.js';
import type { RoundDraft } from '#shared/contract/rounds.js';
import { moment } from '#shared/round/moment.js';
import { words as ballotEn } from '../../client/src/ballot/language/en.js';
import { words as ballotHe } from '../../client/src/ballot/language/he.js';
import { STEWARDSHIP } from '../../client/src/office/language/en/stewardship.js';
import { EN } from '../../client/src/office/language/en.js';
import { HE_STEWARDSHIP } from '../../client/src/office/language/he/stewardship.js';
import { HE } from '../../client/src/office/language/he.js';

const draft: RoundDraft = {
  ...{ title: 'Autumn', form: 'core', k: 5, audience: 'Everybody', graceMinutes: 60, retentionDays: 14, readers: ['hr', 'executive'] },
  ...{ opens: '2026-11-24T11:57:00Z', mayCloseFrom: '2026-11-25T11:57:00Z', closes: '2026-12-10T11:57:00Z' },
  ...{ mayExtendTo: '2026-12-17T11:57:00Z', employeesSeeResultsFrom: '2026-12-18T11:57:00Z' },
};
const terms: InvitationTerms = {
  ...{ organisation: 'Acme', timeZone: 'Europe/Berlin', draft, closes: draft.closes, code: 'AAAA BBBB CCCC DDDD' },
  address: 'https://candour.acme.test/b',
};
const bodyIn = (language: string, of = terms) => invitationText(of, { name: 'Ada', language, code: 'CODE' }).body;

const LANGUAGES = [
  ['en', ballotEn, STEWARDSHIP.notice.whoText],
  ['he', ballotHe, HE_STEWARDSHIP.notice.whoText],
] as const;

test.each(LANGUAGES)('mail and notice promise of taking part what the ballot promises, and no more (%s)', (language, ballot, notice) => {
  const promised = ballot.start.whoSeesAnswer('', 5, '', '', 9).split('. ').at(-1) ?? '';
  expect(promised.length).toBeGreaterThan(40);
  for (const text of [bodyIn(language), notice]) expect(text).toContain(promised);
  expect(bodyIn(language)).toContain(ballot.start.whyLinkAnswer.split('. ').at(-1));
  expect(bodyIn(language)).not.toMatch(/nobody can|איש אינו יכול/i);
});

test('no page of the office says that nobody could see who has answered: only that nobody is shown', () => {
  const said = JSON.stringify([EN, HE]);
  expect(said).not.toMatch(/nobody can see|איש אינו יכול לראות/i);
  expect(EN.participation.how).toContain('Nobody is shown who has answered, unless everyone in a group did.');
});

test.each(['en', 'he'])('times in the mail are written as on the ballot, with the zone as people know it (%s)', (language) => {
  expect(momentIn(language, 'Europe/Berlin')(draft.closes)).toBe(moment(draft.closes, 'Europe/Berlin', language));
  const body = bodyIn(language);
  expect(body).toContain(moment(draft.opens, terms.timeZone, language));
  expect(body).not.toMatch(/Europe\/Berlin|[AP]M\b/);
});

test('an English mail has the day before the month and a 24-hour clock', () => {
  expect(momentIn('en', 'Europe/Berlin')('2026-11-24T11:57:00Z')).toBe('Tuesday, 24 November 2026 at 12:57 CET');
});

test.each([
  ['en', 'by this same link. There is none if too few answer.', 'to everybody who is invited and has an address.'],
  ['he', 'דרך אותו קישור. אם יענו מעט מדי, לא תהיה תוצאה.', 'לכל המוזמנים שיש להם כתובת.'],
])('the mail says where the result will be, that there may be none, and whom no mail reaches (%s)', (language, result, sentTo) => {
  expect(bodyIn(language)).toContain(result);
  expect(bodyIn(language)).toContain(sentTo);
});

test('the mail says from when HR may end the round, where that is before its close as it stands', () => {
  expect(bodyIn('en')).toContain(
    'to Thursday, 10 December 2026 at 12:57 CET; HR may end it from Wednesday, 25 November 2026 at 12:57 CET.',
  );
  expect(bodyIn('en', { ...terms, closes: draft.mayCloseFrom })).not.toContain('HR may end');
});

test('in a Hebrew mail the round code reads as on the notice, also where it begins with digits, and no name turns a line round', () => {
  const { subject, body } = invitationText({ ...terms, code: '1234 QAVA 35GZ BXYB' }, { name: 'Ada (CFO)', language: 'he', code: 'CODE' });
  expect(body).toContain('\u20661234 QAVA 35GZ BXYB\u2069');
  for (const name of ['Ada (CFO)', 'Acme']) expect(body).toContain(`\u2068${name}\u2069`);
  expect(subject).toContain('\u2068Autumn\u2069');
  // A mark beside an address would become part of the link in many mail programs.
  expect(body).toContain(`${terms.address} `);
});
