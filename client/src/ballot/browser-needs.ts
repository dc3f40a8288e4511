import { type InvitationCode, writeInvitationCode } from '#shared/ballot/link.js';
import type { JourneyNeeds } from './journey/journey-needs.js';
import type { InvitationFacts, RoundFacts } from './journey/screen.js';
import { tabOf } from './journey/tab.js';
import { listedScripts, loadUnderHash, needsKeptPage, readKeptPage } from './kept-client.js';
import { offeredLanguages } from './language/choose.js';
import { loadWords } from './language/words.js';
import { aloneIn } from './protocol/alone.js';
import { pageStorage, storageThatKeeps } from './protocol/device.js';
import { ballotWire } from './protocol/wire.js';
import { placeHistory } from './survey/place-history.js';

export interface BrowserParts {
  /** Where the running script came from. */
  running: string;
  /** Takes this build's page away, before another's takes its place. */
  unmount: () => void;
}

/** What the journey needs, from this browser. */
export function browserNeeds(browser: Window & typeof globalThis, { running, unmount }: BrowserParts): JourneyNeeds {
  const kept = storageThatKeeps(() => browser.localStorage);
  const tab = storageThatKeeps(() => browser.sessionStorage) ?? pageStorage();
  return {
    wire: ballotWire(askedOrNow(browser)),
    tab: tabOf(tab),
    storage: kept ?? pageStorage(),
    keeps: kept !== undefined,
    alone: ({ manifest }) => aloneIn(browser.navigator.locks, manifest),
    history: placeHistory(browser),
    loadQuestions: questionsLoader(browser, running),
    handOver: (facts) => handOver(browser, facts, running, unmount),
    suitable: browser.isSecureContext && browser.crypto?.subtle !== undefined,
  };
}

declare global {
  interface Window {
    /** Answers to what `ballot.js` asked for before this page was there, by path. */
    candourAsked?: Map<string, Promise<Response>>;
  }
}

/** The browser's own fetch, but for what was asked before: each answer is there for one who asks. */
function askedOrNow(browser: Window & typeof globalThis): typeof fetch {
  return (input, init) => {
    const asked = init?.method === 'GET' && typeof input === 'string' ? browser.candourAsked?.get(input) : undefined;
    if (!asked) return browser.fetch(input, init);
    browser.candourAsked?.delete(input as string);
    return asked;
  };
}

/** Loads the questions; after a try that failed, the whole page anew. Browsers keep that a script did not come for as long as its page lasts. */
function questionsLoader(browser: Window & typeof globalThis, running: string): JourneyNeeds['loadQuestions'] {
  let missed = false;
  return async (facts) => {
    if (missed) await loadAnew(browser, facts, running);
    try {
      return await loadQuestions(browser.document, facts, running);
    } catch (fault) {
      missed = true;
      throw fault;
    }
  };
}

/** Rejects while a script cannot be had under its hash; a page loaded then would be of no more use than this one. */
async function loadAnew(browser: Window, { manifest, code }: InvitationFacts, running: string): Promise<never> {
  await Promise.all(listedScripts(manifest, running).map(({ href, integrity }) => browser.fetch(href, { integrity })));
  putBack(browser, code);
  browser.location.reload();
  return new Promise(() => {});
}

/** The code goes back to where a page that is loaded reads it, and takes it out again. */
function putBack({ history }: Window, code: InvitationCode): void {
  history.replaceState(history.state, '', `/b#${writeInvitationCode(code)}`);
}

/** Questions, blind signature and the words of every offered language, under the hashes of the manifest: afterwards no script need be requested. */
async function loadQuestions(page: Document, { manifest }: InvitationFacts, running: string) {
  const languages = offeredLanguages(manifest.languages);
  await Promise.all(listedScripts(manifest, running).map((file) => loadUnderHash(page, 'modulepreload', file)));
  const [{ questions }] = await Promise.all([import('./journey/questions.js'), ...languages.map(loadWords)]);
  return (await questions.prepare(manifest, languages.length > 0 ? languages : ['en'])) ? questions : undefined;
}

/** A round runs on the page that was kept at its launch, whatever was installed since. False when that is the page running. */
async function handOver(browser: Window, { manifest, code }: RoundFacts, running: string, unmount: () => void): Promise<boolean> {
  if (!import.meta.env.PROD || !needsKeptPage(manifest, running)) return false;
  const page = browser.document;
  const own = [...page.querySelectorAll('link[rel=stylesheet]')];
  const kept = await readKeptPage(manifest, (input, init) => browser.fetch(input, init));
  await Promise.all(kept.scripts.map((file) => loadUnderHash(page, 'modulepreload', file)));
  await Promise.all(kept.styles.map((file) => loadUnderHash(page, 'stylesheet', file)));
  unmount();
  for (const style of own) style.remove();
  putBack(browser, code);
  await import(/* @vite-ignore */ kept.run.href);
  return true;
}
