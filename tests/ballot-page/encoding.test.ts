import fc from 'fast-check';
import { fromBase64Url, fromHex, toBase64Url, toHex } from '#shared/ballot/encoding.js';

const bytes = fc.uint8Array({ maxLength: 600 });
/** Texts that are nearly right: of one alphabet, with a character of any kind somewhere in most of them. */
const nearly = (alphabet: string) =>
  fc
    .tuple(fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 1 }), fc.nat())
    .map(([text, stranger, at]) => text.slice(0, at % (text.length + 1)) + stranger + text.slice(at % (text.length + 1)));
const BASE64_URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The bytes as a plain list, or that it was refused. */
function outcome(decode: () => Uint8Array): number[] | 'refused' {
  try {
    return [...decode()];
  } catch (fault) {
    if (fault instanceof RangeError) return 'refused';
    throw fault;
  }
}

describe('bytes as text', () => {
  test("are written as Node's own Buffer writes them, and read back", () => {
    fc.assert(
      fc.property(bytes, (some) => {
        expect(toHex(some)).toBe(Buffer.from(some).toString('hex'));
        expect(toBase64Url(some)).toBe(Buffer.from(some).toString('base64url'));
        expect([...fromHex(toHex(some))]).toEqual([...some]);
        expect([...fromHex(toHex(some).toUpperCase())]).toEqual([...some]);
        expect([...fromBase64Url(toBase64Url(some))]).toEqual([...some]);
      }),
    );
  });

  test('of a text that is hexadecimal the bytes are read, any other is refused', () => {
    fc.assert(
      fc.property(nearly('0123456789abcdefABCDEF'), (text) => {
        const right = /^([0-9a-fA-F]{2})*$/.test(text);
        expect(outcome(() => fromHex(text))).toEqual(right ? [...Buffer.from(text, 'hex')] : 'refused');
      }),
      { numRuns: 1000 },
    );
  });

  test('of a text that is base64url the bytes are read, any other is refused', () => {
    fc.assert(
      fc.property(nearly(BASE64_URL), (text) => {
        const right = /^[A-Za-z0-9_-]*$/.test(text) && text.length % 4 !== 1;
        expect(outcome(() => fromBase64Url(text))).toEqual(right ? [...Buffer.from(text, 'base64url')] : 'refused');
      }),
      { numRuns: 1000 },
    );
  });

  test.each(['a', 'abc', '0g', '0/', '0:', '0@', '0`', ' 0', '00\n', '0\u0130', 'é0'])('hexadecimal refuses %j', (text) => {
    expect(() => fromHex(text)).toThrow(RangeError);
  });

  test.each(['A', 'AAAAA', 'AA==', 'A+', 'A/', 'A A', 'AA\n', 'A\u0141', 'AA.A', 'A@', 'A['])('base64url refuses %j', (text) => {
    expect(() => fromBase64Url(text)).toThrow(RangeError);
  });

  test('bits of base64url that fill no byte are left out', () => {
    expect([...fromBase64Url('AB')]).toEqual([0]);
    expect([...fromBase64Url('__9')]).toEqual([255, 255]);
  });
});
