import QRCode from 'qrcode';
import { writeInvitationCode } from '#shared/ballot/link.js';
import { SLIPS_A_SHEET } from '#shared/contract/rounds.js';
import { unitInWords } from '#shared/round/direct-name.js';
import { locale } from '#shared/round/moment.js';
import { nameWithin } from '#shared/round/names-above.js';
import { recordAct } from '../audit/audit.js';
import { tokenOf } from '../invitations/tokens.js';
import { readMailKey } from '../keys/keys.js';
import type { Invitation, Invitee } from '../storage/port/registrar/rounds.js';
import { type InvitationTerms, linkOf, momentIn, termsOf, timesOf, untilIn } from './invitation-text.js';
import type { MailNeeds } from './mail-needs.js';
import { findMailRound, type MailOf, refuseUnlessUnderWay, unreachedBy } from './read-invitation-mail.js';
import { fill, wordsFor } from './words/words.js';

type Reached = Invitation & { invitee: Invitee };

interface Sheet extends MailOf {
  by: string;
  /** The number of its first slip, of all in the order of the organisation. */
  from?: number;
}

/** Which slips stand on a sheet. */
interface Part {
  from: number;
  to: number;
  all: number;
}

/**
 * A page of slips, each with a personal link as QR code and in print, for people whom no mail reaches. Entered in the ledger before the first slip
 * is made; a slip's token is made when its turn comes and kept nowhere. Refuses a round that is not under way.
 */
export async function* printSheet(needs: MailNeeds, { from = 1, ...input }: Sheet): AsyncGenerator<string> {
  const { record, about } = await findMailRound(needs, input);
  refuseUnlessUnderWay(record);
  const mailKey = await readMailKey(needs, record.id);
  const hash = record.manifestHash;
  if (!mailKey || !hash) return;
  const units = record.manifest?.units ?? [];
  const places = new Map(units.map(({ id }, at) => [id, { at, name: nameWithin(units, id) }]));
  const unreached = await unreachedOf(needs, input);
  // In the order of the organisation: slips are handed out unit by unit.
  const place = ({ unit }: Reached) => places.get(unit)?.at ?? units.length;
  unreached.sort((a, b) => place(a) - place(b) || a.invitee.name.localeCompare(b.invitee.name) || (a.id < b.id ? -1 : 1));
  const part = partOf(unreached.length, from);
  const subject = subjectOf(record.draft.title, part);
  await needs.registrar.rounds.addEvent(record.id, { at: needs.clock.now().toISOString(), what: 'sheet-printed', reason: null });
  await recordAct(needs, { organisation: input.organisation, who: input.by, act: 'sheet-printed', subject });

  const terms = termsOf(record, about, needs.baseUrl);
  yield head(terms, about.language, needs.baseUrl, part);
  for (const { id, unit, invitee } of unreached.slice(part.from - 1, part.to)) {
    const code = writeInvitationCode({ token: tokenOf(mailKey, id), manifest: hash });
    yield await slip(terms, invitee, places.get(unit)?.name ?? '', code);
  }
  yield '</main></body></html>\n';
}

/** Whoever asks beyond the end, for there were more when the page was read, gets the last sheet. */
function partOf(all: number, asked: number): Part {
  const from = asked <= all ? asked : Math.max(1, all - SLIPS_A_SHEET + 1);
  return { from, to: Math.min(all, from - 1 + SLIPS_A_SHEET), all };
}

function subjectOf(title: string, part: Part): string {
  const { from, to, all } = part;
  return isWhole(part) ? `${title}: ${all} links` : `${title}: links ${from} to ${to} of ${all}`;
}

function isWhole({ from, to, all }: Part): boolean {
  return from === 1 && to === all;
}

async function unreachedOf(needs: MailNeeds, { round }: MailOf): Promise<Reached[]> {
  const found: Reached[] = [];
  const isUnreached = await unreachedBy(needs, round);
  for await (const invitation of needs.registrar.rounds.invitations(round)) {
    if (isUnreached(invitation) && invitation.invitee) found.push({ ...invitation, invitee: invitation.invitee });
  }
  return found;
}

function head({ draft }: InvitationTerms, language: string, baseUrl: string, part: Part): string {
  const { words, language: shown } = wordsFor(language);
  const number = (value: number) => new Intl.NumberFormat(locale(shown)).format(value);
  const values = { from: number(part.from), to: number(part.to), all: number(part.all) };
  const which = isWhole(part) ? '' : `<p><strong>${escaped(fill(words.sheet.part, values))}</strong></p>`;
  // The style sheet by its whole address: the page may be shown from a blob, which has no folder of its own.
  return `<!doctype html>
<html lang="${shown}" dir="${words.direction}"><head><meta charset="utf-8"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(words.sheet.title)}: ${escaped(draft.title)}</title>
<link rel="stylesheet" href="${escaped(baseUrl)}/sheet.css"></head>
<body><header><h1>${escaped(words.sheet.title)}: ${named(draft.title)}</h1>${which}<p>${escaped(words.sheet.handOut)}</p></header><main>
`;
}

async function slip(terms: InvitationTerms, { name, language }: Invitee, unit: string, code: string): Promise<string> {
  const { words, language: shown } = wordsFor(language);
  const at = momentIn(shown, terms.timeZone);
  const { draft, address } = terms;
  const values = { address, code: terms.code ?? '', title: draft.title, k: String(draft.k), ...timesOf(terms, at) };
  const say = (text: string) => escaped(fill(text, values));
  // No inline style: the content policy allows none. Attributes of SVG are no style.
  const qr = await QRCode.toString(linkOf(address, code), { type: 'svg', errorCorrectionLevel: 'M', margin: 2 });
  return `<section class="slip" lang="${shown}" dir="${words.direction}">
<h2>${named(name)}</h2><p class="unit">${escaped(words.sheet.unit)}: ${named(unitInWords(unit, shown))}</p>
<div class="qr" role="img" aria-label="QR">${qr.trim()}</div>
<div class="text"><p><strong>${named(draft.title)}</strong></p><p>${say(words.sheet.scan)} ${say(words.sheet.orOpen)}</p>
<p class="code" dir="ltr">${grouped(code)}</p>
<p>${say(untilIn(words, terms))}</p><p>${say(words.roundCode)}</p><p>${say(words.anonymous)} ${say(words.k)}</p></div>
</section>
`;
}

/** In fours, so that it can be typed; the page reads it with or without the spaces. */
function grouped(code: string): string {
  return code
    .split('.')
    .map((part) => (part.match(/.{1,4}/g) ?? []).join(' '))
    .join(' . ');
}

/** A name in any script, kept from turning the words around it. */
function named(text: string): string {
  return `<bdi>${escaped(text)}</bdi>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
