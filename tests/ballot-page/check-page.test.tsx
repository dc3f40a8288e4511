import { cleanup, render } from '@testing-library/react';
import { Found } from '../../client/src/ballot/check/check-receipt.js';
import type { Finding } from '../../client/src/ballot/check/look-up.js';
import { words as en } from '../../client/src/ballot/language/en.js';
import { ReadingProvider } from '../../client/src/ballot/screens/reading.js';

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
