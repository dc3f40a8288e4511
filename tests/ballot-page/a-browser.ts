import { writeInvitationCode } from '#shared/ballot/link.js';
import { blankAnswers } from '../../client/src/ballot/journey/blank-answers.js';
import { Journey } from '../../client/src/ballot/journey/journey.js';
import type { Questions } from '../../client/src/ballot/journey/questions.js';
import { tabOf } from '../../client/src/ballot/journey/tab.js';
import { castBallot } from '../../client/src/ballot/protocol/cast.js';
import { type Alone, collectBallots } from '../../client/src/ballot/protocol/collect.js';
import { pageStorage } from '../../client/src/ballot/protocol/device.js';
import { ballotWire } from '../../client/src/ballot/protocol/wire.js';
import { type FakeRound, TOKEN } from './fake-round.js';

/** A browser: what it keeps on disk, and one lock for all of its tabs. */
export function aBrowser(round: FakeRound, disk = pageStorage(), keeps = true) {
  let last: Promise<unknown> = Promise.resolve();
  const alone: Alone = (act) => {
    const turn = last.then(act, act);
    last = turn.catch(() => {});
    return turn as ReturnType<typeof act>;
  };
  const history = { here: () => undefined, enter: () => {}, become: () => {}, back: () => {}, onArrive: () => () => {} };
  /** Whose page was asked of a kept version of it. */
  const handed: string[] = [];
  /** Whose manifest names a form that is not this page's. */
  const formDiffers = new Set<string>();
  const questions = { collectBallots, castBallot } as unknown as Questions;
  const aTab = (session = pageStorage()) =>
    new Journey({
      wire: ballotWire(round.fetch as typeof fetch),
      tab: tabOf(session),
      storage: disk,
      keeps,
      alone: () => alone,
      history,
      loadQuestions: async ({ code }) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        return formDiffers.has(code.token) ? undefined : questions;
      },
      handOver: async ({ code }) => {
        handed.push(code.token);
        return false;
      },
      suitable: true,
    });
  return { disk, aTab, handed, formDiffers };
}

export const link = (round: FakeRound, token = TOKEN) => `https://survey.example/b#${writeInvitationCode({ token, manifest: round.hash })}`;
export const ANSWERS = { ...blankAnswers('pulse'), 'silence-1': 4 as const };

export async function started(round: FakeRound, tab: Journey): Promise<void> {
  await tab.open(link(round));
  tab.toUnit();
  await tab.start();
}
export async function sent(tab: Journey): Promise<void> {
  tab.keepAnswers(ANSWERS, 0);
  tab.toSummary(ANSWERS);
  await tab.send();
}

/** A browser with a tab in which somebody has begun to answer, and what that tab remembers. */
export async function anAnsweringBrowser(round: FakeRound, page = 0) {
  const browser = aBrowser(round);
  const session = pageStorage();
  const tab = browser.aTab(session);
  await started(round, tab);
  tab.keepAnswers(ANSWERS, page);
  return { browser, session, tab };
}
