import '../ui/base.css';
import { createRoot } from 'react-dom/client';
import type { CompleteLanguage } from '#shared/instrument/language/languages.js';
import { BallotPage } from './ballot-page.js';
import { browserNeeds } from './browser-needs.js';
import { Journey } from './journey/journey.js';
import { chooseLanguage } from './language/choose.js';
import { loadWords } from './language/words.js';
import { storageThatKeeps } from './protocol/device.js';
import { ReadingPage } from './reading-page.js';
import { takeCode } from './take-code.js';

const LANGUAGE = 'candour.language';
const storage = storageThatKeeps(() => localStorage);
const keepLanguage = (language: CompleteLanguage) => storage?.setItem(LANGUAGE, language);

/** The page of the address: checking a receipt, or the ballot. The token leaves the address before anything else happens. */
async function pageOf(address: Location, unmount: () => void) {
  if (address.pathname.startsWith('/check')) return (await import('./check/check-page.js')).checkPage(window);
  const journey = new Journey(browserNeeds(window, { running: import.meta.url, unmount }));
  const open = () => void journey.open(takeCode(window)).catch(console.warn);
  open();
  window.addEventListener('hashchange', open);
  window.addEventListener('storage', journey.lookAgain);
  return (choose: (language: CompleteLanguage) => void) => <BallotPage journey={journey} onLanguage={choose} />;
}

async function show(page: HTMLElement): Promise<void> {
  const root = createRoot(page);
  const language = chooseLanguage(storage?.getItem(LANGUAGE) ?? null, navigator.languages);
  const [words, children] = await Promise.all([loadWords(language), pageOf(window.location, () => root.unmount())]);
  root.render(
    <ReadingPage begin={{ language, words }} onChosen={keepLanguage}>
      {children}
    </ReadingPage>,
  );
}

const page = document.getElementById('page');
if (page) void show(page);
