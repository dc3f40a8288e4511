import type { CompleteLanguage } from '#shared/instrument/language/languages.js';
import { ballotWire } from '../protocol/wire.js';
import { Unsuitable } from '../screens/detours.js';
import { Shell } from '../screens/shell.js';
import { CheckReceipt } from './check-receipt.js';
import { manifestIn } from './look-up.js';

/** The page on which anybody checks a receipt. No request it makes carries one. */
export function checkPage(browser: Window & typeof globalThis) {
  const wire = ballotWire((input, init) => browser.fetch(input, init));
  const round = manifestIn(browser.location.hash);
  return (choose: (language: CompleteLanguage) => void) => (
    <Shell languages={undefined} onLanguage={choose} onLeave={undefined}>
      {browser.crypto?.subtle ? <CheckReceipt wire={wire} round={round} /> : <Unsuitable />}
    </Shell>
  );
}
