import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { Hash } from '#shared/ballot/manifest.js';
import { checkPage } from '../../client/src/ballot/check/check-page.js';
import { CheckReceipt, Found } from '../../client/src/ballot/check/check-receipt.js';
import type { Finding } from '../../client/src/ballot/check/look-up.js';
import { words as en } from '../../client/src/ballot/language/en.js';
import { words as he } from '../../client/src/ballot/language/he.js';
import { Unreachable, type Wire } from '../../client/src/ballot/protocol/wire.js';
import { ReadingProvider } from '../../client/src/ballot/screens/reading.js';

window.scrollTo = () => {};
afterEach(cleanup);

/** What stands in a box, by its kind, and what stands below it. */
function told(finding: Finding) {
  const { container } = render(
    <ReadingProvider value={{ words: en, language: 'en' }}>
      <Found finding={finding} />
    </ReadingProvider>,
  );
  return [...container.querySelectorAll('p')].map(({ className, textContent }) => [className.trim(), textContent]);
}

test.each([true, false, undefined])(
  'a receipt that this survey did not issue is the bad news, and it has the box (counted: %s)',
  (counted) => {
    const [box, below] = told({ counted, signature: 'not-signed' });
    expect(box).toEqual(['note danger', en.check.notSigned]);
    expect(below?.[0]).toBe('');
    expect(below?.[1]).toBe(counted === undefined ? en.check.notPublished : counted ? en.check.found : en.check.notFound);
  },
);

test('a receipt that this survey issued has good or bad news by whether its ballot was counted', () => {
  expect(told({ counted: true, signature: 'signed' })[0]).toEqual(['note good', en.check.found]);
  expect(told({ counted: false, signature: 'signed' })[0]).toEqual(['note danger', en.check.notFound]);
});

test('what somebody checks is not overwritten by the late end of what the address asked for', async () => {
  let fail: (fault: Unreachable) => void = () => undefined;
  const manifest = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const wire: Wire = { call: () => new Promise(() => undefined), manifest: () => manifest };
  render(
    <ReadingProvider value={{ words: en, language: 'en' }}>
      <CheckReceipt wire={wire} round={'a'.repeat(64) as Hash} />
    </ReadingProvider>,
  );
  fireEvent.change(screen.getByLabelText(en.check.label), { target: { value: 'no receipt' } });
  await act(async () => fireEvent.click(screen.getByRole('button', { name: en.check.button })));
  expect(screen.getByRole('status').textContent).toBe(en.check.notReceipt);
  const field = screen.getByLabelText(en.check.label);
  expect([field.getAttribute('aria-invalid'), field.getAttribute('aria-describedby')]).toEqual(['true', screen.getByRole('status').id]);
  await act(async () => fail(new Unreachable('too late')));
  expect(screen.getByRole('status').textContent).toBe(en.check.notReceipt);
});

test('in Hebrew too the beginning of a receipt reads from left to right, its hyphen at the end', () => {
  expect(he.check.notReceipt).toContain('\u2066CR1-\u2069');
});

test('a browser without the cryptography is told so, and not that the terms were changed', async () => {
  const browser = { location: { hash: '' }, fetch: async () => new Response('{}') };
  const page = checkPage(browser as unknown as Window & typeof globalThis);
  await act(async () => void render(<ReadingProvider value={{ words: en, language: 'en' }}>{page(() => {})}</ReadingProvider>));
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(en.unsuitable.title);
  expect(screen.queryByLabelText(en.check.label)).toBeNull();
});
