import { roundCode } from '#shared/ballot/manifest.js';
import type { RoundDraft } from '#shared/contract/rounds.js';
import { moment } from '#shared/round/moment.js';
import type { RoundRecord } from '../storage/port/registrar/rounds.js';
import type { MailWords } from './words/mail-words.js';
import { fill, wordsFor } from './words/words.js';

/** What a mail says of its round, the same to everybody. */
export interface InvitationTerms {
  organisation: string;
  timeZone: string;
  draft: RoundDraft;
  /** As it stands now. */
  closes: string;
  /** Null before the launch. */
  code: string | null;
  /** Where the ballot page is: BASE_URL and `/b`. */
  address: string;
}

export interface MailText {
  subject: string;
  body: string;
}

/** Minutes that answering takes, as piloted: 33 items in six. */
const MINUTES = { core: '6', pulse: '2' };
const NO_CODE = '···· ···· ···· ····';

/** The invitation in a person's language, as plain text. `code` is the link's part behind `#`, or a placeholder. */
export function invitationText(
  terms: InvitationTerms,
  { name, language, code }: { name: string; language: string; code: string },
): MailText {
  const { words, language: shown } = wordsFor(language);
  const { draft, address } = terms;
  const at = momentIn(shown, terms.timeZone);
  const values = {
    ...{ name, address, title: draft.title, organisation: terms.organisation, minutes: MINUTES[draft.form] },
    ...{ ...timesOf(terms, at), k: String(draft.k), code: terms.code ?? NO_CODE },
    ...{
      date: at(draft.employeesSeeResultsFrom),
      readers: listIn(
        shown,
        draft.readers.map((role) => words.roles[role]),
      ),
    },
  };
  const paragraphs = [
    words.greeting,
    words.opening,
    `${words.linkIs}\n${linkOf(address, code)}`,
    `${words.codeIs}\n${code}`,
    words.roundCode,
    [untilIn(words, terms), words.anonymous, words.k, words.readers, words.ownResults].join('\n'),
    `${words.personal}\n${words.noReply}`,
  ];
  // The link and the code hold no braces: filling the whole at once changes nothing in them.
  return { subject: fill(words.subject, values), body: `${fill(paragraphs.join('\n\n'), values)}\n` };
}

/** A personal link. Everything behind `#` stays in the browser. */
export function linkOf(address: string, code: string): string {
  return `${address}#${code}`;
}

export function termsOf(record: RoundRecord, organisation: { name: string; timeZone: string }, baseUrl: string): InvitationTerms {
  return {
    organisation: record.manifest?.organisation ?? organisation.name,
    timeZone: record.manifest?.timeZone ?? organisation.timeZone,
    draft: record.draft,
    closes: record.closes,
    code: record.manifestHash && roundCode(record.manifestHash),
    address: `${baseUrl}/b`,
  };
}

export function momentIn(language: string, timeZone: string): (instant: string) => string {
  return (instant) => moment(instant, timeZone, language);
}

/** Until when it can be answered, and from when HR may end it, where that is earlier. */
export function untilIn(words: MailWords, { draft, closes }: InvitationTerms): string {
  return new Date(draft.mayCloseFrom) < new Date(closes) ? words.untilEarlier : words.until;
}

/** The times in `untilIn`. */
export function timesOf({ draft, closes }: InvitationTerms, at: (instant: string) => string) {
  return { opens: at(draft.opens), mayCloseFrom: at(draft.mayCloseFrom), closes: at(closes) };
}

function listIn(language: string, parts: readonly string[]): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(parts);
}
