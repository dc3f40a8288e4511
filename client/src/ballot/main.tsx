import '../ui/base.css';
import type { CompleteLanguage } from '#shared/instrument/language/languages.js';
import { BallotPage } from './ballot-page.js';
import { browserNeeds } from './browser-needs.js';
import { Journey } from './journey/journey.js';
import { chooseLanguage } from './language/choose.js';
import { loadWords } from './language/words.js';
import { type OnePage, onePage } from './one-page.js';
import { storageThatKeeps } from './protocol/device.js';
import { ReadingPage } from './reading-page.js';
import { takeCode } from './take-code.js';

const LANGUAGE = 'candour.language';
const storage = storageThatKeeps(() => localStorage);
const keepLanguage = (language: CompleteLanguage) => storage?.setItem(LANGUAGE, language);

/** The page of the address: checking a receipt, or the ballot. The token leaves the address before anything else happens. */
async function pageOf(address: Location, { leave, left }: OnePage) {
  if (address.pathname.startsWith('/check')) return (await import('./check/check-page.js')).checkPage(window);
  const journey = new Journey(browserNeeds(window, { running: import.meta.url, unmount: leave }));
  const open = () => void journey.open(takeCode(window)).catch(console.warn);
  open();
  window.addEventListener('hashchange', open, { signal: left });
  window.addEventListener('storage', journey.lookAgain, { signal: left });
  return (choose: (language: CompleteLanguage) => void) => <BallotPage journey={journey} onLanguage={choose} />;
}

/** What failed to load once fails until the page begins anew, in some browsers; without a connection there would be no page at all. */
function beginAnew(): void {
  fetch(window.location.pathname, { method: 'HEAD', credentials: 'omit' }).then(() => window.location.reload(), console.warn);
}

async function show(container: HTMLElement): Promise<void> {
  const page = onePage(container);
  const language = chooseLanguage(storage?.getItem(LANGUAGE) ?? null, navigator.languages);
  const [words, children] = await Promise.all([loadWords(language), pageOf(window.location, page)]);
  page.show(
    <ReadingPage begin={{ language, words }} onChosen={keepLanguage} onAgain={beginAnew}>
      {children}
    </ReadingPage>,
  );
}

const page = document.getElementById('page');
if (page) void show(page);
