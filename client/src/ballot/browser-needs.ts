import type { JourneyNeeds } from './journey/journey.js';
import type { InvitationFacts } from './journey/screen.js';
import { tabOf } from './journey/tab.js';
import { offeredLanguages } from './language/choose.js';
import { loadWords } from './language/words.js';
import { aloneIn } from './protocol/alone.js';
import { pageStorage, storageThatKeeps } from './protocol/device.js';
import { ballotWire } from './protocol/wire.js';
import { placeHistory } from './survey/place-history.js';

/** What the journey needs, from this browser. */
export function browserNeeds(browser: Window & typeof globalThis): JourneyNeeds {
  const kept = storageThatKeeps(() => browser.localStorage);
  const tab = storageThatKeeps(() => browser.sessionStorage) ?? pageStorage();
  return {
    wire: ballotWire((input, init) => browser.fetch(input, init)),
    tab: tabOf(tab),
    storage: kept ?? pageStorage(),
    keeps: kept !== undefined,
    alone: ({ manifest }) => aloneIn(browser.navigator.locks, manifest),
    history: placeHistory(browser),
    loadQuestions,
    suitable: browser.isSecureContext && browser.crypto?.subtle !== undefined,
  };
}

/** Questions, blind signature and the words of every offered language: afterwards no script need be requested. */
async function loadQuestions({ manifest }: InvitationFacts) {
  const languages = offeredLanguages(manifest.languages);
  const [{ questions }] = await Promise.all([import('./journey/questions.js'), ...languages.map(loadWords)]);
  return (await questions.prepare(manifest, languages.length > 0 ? languages : ['en'])) ? questions : undefined;
}
