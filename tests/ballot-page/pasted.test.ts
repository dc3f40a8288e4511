import { toBase32 } from '#shared/ballot/encoding.js';
import { parseInvitationCode, writeInvitationCode } from '#shared/ballot/link.js';
import type { Hash } from '#shared/ballot/manifest.js';
import { parseReceiptLine, type Receipt, receiptLine } from '#shared/ballot/receipt.js';

const INVITATION = { token: toBase32(Uint8Array.from({ length: 16 }, (_, at) => 17 * at)), manifest: 'c0ffee5eed'.padEnd(64, '7') as Hash };
const CODE = writeInvitationCode(INVITATION);
const LINK = `https://survey.example/b#${CODE}`;
const [TOKEN = '', HASH = ''] = CODE.split('.');

describe('a code is read as people paste it', () => {
  test.each([
    ['small letters', CODE.toLowerCase()],
    ['the letters O, I and L', CODE.replaceAll('0', 'O').replaceAll('1', 'l')],
    ['in fours, as on a slip', CODE.replace(/(.{4})/g, '$1 ')],
    ['over two lines of a quoted mail', `> ${TOKEN}.\n> ${HASH}`],
    ['the marks that Hebrew text has around it', `\u2068${CODE}\u2069\u200f`],
    ['a place to break that nobody sees', `${TOKEN}.\u200b${HASH}`],
    ['a hyphen that a word processor made its own', `${TOKEN.slice(0, 4)}\u2011${TOKEN.slice(4)}.${HASH}`],
    ['a link in brackets', `<${LINK}>`],
    ['a link at the end of a sentence', `${LINK}.`],
    ['words before it', `Code: ${CODE}`],
    [
      "a mail filter's own address",
      `https://eur01.safelinks.example/?url=https%3A%2F%2Fsurvey.example%2Fb%23${CODE}&data=05%7C02%7C&sdata=q9%3D&reserved=0`,
    ],
    ['what a mail program hangs on', `${LINK}?utm_source=mail`],
  ])('%s', (_, pasted) => {
    expect(parseInvitationCode(pasted)).toEqual(INVITATION);
  });

  test.each([
    ['a character too few', CODE.slice(0, -1)],
    ['a character too many', `${CODE}7`],
    ['a character too many before it', `7${CODE}`],
    ['a letter of another script', `${CODE.slice(0, -1)}\u0415`],
  ])('and is refused with %s', (_, pasted) => {
    expect(parseInvitationCode(pasted)).toBeUndefined();
  });
});

describe('a receipt is read as people paste it', () => {
  const receipt: Receipt = { manifest: 'a1'.repeat(32) as Hash, ballot: 'b2'.repeat(32) as Hash, signature: `${'A'.repeat(85)}Q` };
  const line = receiptLine(receipt);

  test.each([
    ['over lines of a quoted mail', `> ${line.slice(0, 70)}\n> ${line.slice(70)}`],
    ['the marks that Hebrew text has around it', `\u200e${line}\u200e`],
    ['words before it and a full stop', `Receipt: ${line}.`],
  ])('%s', (_, pasted) => {
    expect(parseReceiptLine(pasted)).toEqual(receipt);
  });

  test('and is refused with a character too many or too few', () => {
    expect(parseReceiptLine(`${line}A`)).toBeUndefined();
    expect(parseReceiptLine(line.slice(0, -1))).toBeUndefined();
  });
});
