import { type InvitationCode, parseInvitationCode } from '#shared/ballot/link.js';
import type { Answers } from '#shared/instrument/answers.js';
import type { Alone, SignedBallot } from '../protocol/collect.js';
import { eraseReceipts } from '../protocol/device.js';
import { Refused, type Wire } from '../protocol/wire.js';
import type { PlaceHistory } from '../survey/place-history.js';
import { afterRefusal } from './after-refusal.js';
import { blankAnswers } from './blank-answers.js';
import { openInvitation, openSent } from './open-invitation.js';
import { screenAtPlace } from './place.js';
import type { Questions } from './questions.js';
import type { Draft, InvitationFacts, RoundFacts, Screen } from './screen.js';
import type { Tab } from './tab.js';

export interface JourneyNeeds {
  wire: Wire;
  tab: Tab;
  /** Where ballots and receipts are kept, and whether they outlive the page. */
  storage: Storage;
  keeps: boolean;
  alone(code: InvitationCode): Alone;
  history: PlaceHistory;
  /** The questions, the blind signature and all words, loaded and checked; undefined when the form is not the round's. */
  loadQuestions(facts: InvitationFacts): Promise<Questions | undefined>;
  /** Gives the page to the build that the round was launched with. False when that is the one running. Rejects when it cannot be had. */
  handOver(facts: RoundFacts): Promise<boolean>;
  /** False without crypto.subtle: nothing can be done here. */
  suitable: boolean;
}

/** One employee's way from the link to the receipt: a screen at a time, and what can be done on each. */
export class Journey {
  #screen: Screen = { at: 'opening' };
  #facts: InvitationFacts | undefined;
  #round: RoundFacts | undefined;
  #questions: Questions | undefined;
  #ballot: SignedBallot | undefined;
  #again: () => Promise<void> = async () => {};
  readonly #needs: JourneyNeeds;
  readonly #listeners = new Set<() => void>();

  constructor(needs: JourneyNeeds) {
    this.#needs = needs;
    needs.history.onArrive((place) => {
      const next = screenAtPlace(this.#screen, place, this.#draft(), needs.keeps);
      if (next) this.#show(next);
    });
  }

  readonly screen = (): Screen => this.#screen;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Opens the invitation in a link or a pasted code; with an empty text, what this tab remembers. */
  readonly open = async (text: string): Promise<void> => {
    const { suitable, tab } = this.#needs;
    if (!suitable) return this.#show({ at: 'unsuitable' });
    const code = text === '' ? tab.code() : parseInvitationCode(text);
    const sentIn = text === '' ? tab.sentIn() : undefined;
    this.#facts = undefined;
    this.#round = undefined;
    this.#ballot = undefined;
    this.#again = () => this.open('');
    if (code) {
      tab.keepCode(code);
      await this.#arrive(openInvitation(this.#needs, code));
    } else if (sentIn) await this.#arrive(openSent(this.#needs, sentIn));
    else this.#show({ at: 'link-incomplete' });
  };

  /** The act that found no connection, once more: the same ballot, the same bytes. */
  readonly retry = (): Promise<void> => this.#again();

  /** Loads what the rest of the way needs, once the first screen is there to be read. False when it must not be used. */
  readonly prepare = async (): Promise<boolean> => {
    const facts = this.#facts;
    if (!facts) return false;
    this.#questions ??= await this.#needs.loadQuestions(facts);
    if (!this.#questions) this.#show({ at: 'mistrusted', why: 'form-differs', hash: facts.code.manifest });
    return this.#questions !== undefined;
  };

  /** The component of the question pages, once `prepare` has loaded it. */
  readonly questionPages = () => this.#questions?.SurveyPages;
  /** Back from the summary, as the Back key goes. */
  readonly toQuestions = (): void => this.#needs.history.back();
  readonly askForLink = (): void => this.#show({ at: 'link-incomplete' });
  readonly toStart = (): void => this.#show(this.#facts ? { at: 'start', facts: this.#facts } : { at: 'link-incomplete' });
  readonly notMyUnit = (): void => this.#with((facts) => ({ at: 'not-your-unit', facts }));
  readonly toUnit = (): void => {
    this.#needs.history.enter('unit');
    this.#with((facts) => ({ at: 'unit', facts, keeps: this.#needs.keeps }));
  };

  /** Exchanges the invitation for a blank ballot; where the browser keeps nothing, only once the answers are sent. */
  readonly start = async (replacement = false): Promise<void> => {
    const facts = this.#facts;
    if (!facts || !(await this.prepare())) return;
    this.#again = () => this.start(replacement);
    if (!this.#needs.keeps && !replacement) return this.#begin();
    this.#show({ at: 'collecting', facts });
    if (await this.#collect(facts, replacement)) this.#begin();
  };
  readonly takeReplacement = (): Promise<void> => this.start(true);
  /** Goes on with the ballot that waits on this device. */
  readonly resume = (): Promise<void> => this.start(this.#facts?.device.pending()?.replacement ?? false);

  readonly keepAnswers = (answers: Answers, page: number): void => {
    if (this.#facts && this.#screen.at === 'questions') this.#needs.tab.keepDraft(this.#facts.code, { answers, page });
  };
  readonly toSummary = (answers: Answers): void => {
    const draft = { answers, page: this.#draft()?.page ?? 0 };
    this.#needs.history.enter('summary');
    if (this.#facts) this.#needs.tab.keepDraft(this.#facts.code, draft);
    this.#with((facts) => ({ at: 'summary', facts, draft }));
  };

  /** Sends the answers of this tab. */
  readonly send = async (): Promise<void> => {
    const facts = this.#facts;
    const draft = this.#draft();
    if (!facts || !draft) return;
    this.#again = this.send;
    this.#show({ at: 'sending', facts });
    if (this.#ballot || (await this.#collect(facts, false))) await this.#cast(facts, draft.answers);
  };

  /** "Not me": counted without a name. Refuses Unreachable. */
  readonly sayNotMe = async (): Promise<void> => {
    const screen = this.#screen;
    if (screen.at !== 'fetched-elsewhere' && screen.at !== 'no-replacement-left') return;
    await this.#needs.wire.call('sayNotMe', { body: screen.facts.code });
    this.#show({ ...screen, told: true });
  };

  /** Answers and invitation leave this tab. What stays on the device is told, and goes with `eraseAll`. */
  readonly leave = (): void => {
    this.#needs.tab.erase();
    this.#ballot = undefined;
    const device = this.#round?.device;
    const remains = device?.pending() ? 'ballot' : device?.receipts().length ? 'receipt' : 'nothing';
    this.#show({ at: 'erased', remains });
  };
  readonly eraseAll = (): void => {
    this.#round?.device.erase();
    if (this.#round) eraseReceipts(this.#needs.storage, this.#round.code.manifest);
    this.#show({ at: 'erased', remains: 'nothing' });
  };

  /** Another tab of this browser changed what is kept: a ballot sent there is sent here too. */
  readonly lookAgain = (): void => {
    const facts = this.#facts;
    if (!facts || !this.#ballot || facts.device.pending() || this.#screen.at === 'sending') return;
    this.#ballot = undefined;
    this.#needs.tab.eraseDraft();
    const receipts = facts.device.receipts();
    this.#show(receipts.length > 0 ? { at: 'sent', facts, receipts } : { at: 'start', facts });
  };

  async #arrive(opened: Promise<Screen>): Promise<void> {
    this.#show({ at: 'opening' });
    const screen = await opened;
    const handed = 'facts' in screen && (await this.#needs.handOver(screen.facts).catch(() => undefined));
    if (handed === false) this.#show(screen);
    else if (!handed) this.#show({ at: 'lost', during: 'opening' });
  }

  async #collect(facts: InvitationFacts, replacement: boolean): Promise<boolean> {
    const { code, unit, keys, device } = facts;
    const needs = { device, wire: this.#needs.wire, alone: this.#needs.alone(code) };
    try {
      const ballot = await this.#questions?.collectBallots(needs, { code, unit: unit.id, keys, replacement });
      if (this.#hasLeft(facts)) return false;
      this.#ballot = ballot;
    } catch (fault) {
      await this.#refused(fault, facts, 'collecting');
      return false;
    }
    return this.#ballot !== undefined;
  }

  async #refused(fault: unknown, facts: InvitationFacts, during: 'collecting' | 'sending'): Promise<void> {
    if (this.#hasLeft(facts)) return;
    // The reason is told where the round is read.
    if (fault instanceof Refused && fault.code === 'round-cancelled') await this.open('');
    else this.#show(afterRefusal(fault, facts, during));
  }

  /** While a reply was on its way, its reader has left or opened another invitation. */
  #hasLeft(facts: InvitationFacts): boolean {
    return this.#screen.at === 'erased' || this.#facts?.code !== facts.code;
  }

  async #cast(facts: InvitationFacts, answers: Answers): Promise<void> {
    const { code, manifest, device } = facts;
    const needs = { device, wire: this.#needs.wire, alone: this.#needs.alone(code) };
    if (!this.#questions || !this.#ballot) return;
    try {
      const input = { manifest: code.manifest, round: manifest.round, ballot: this.#ballot, answers };
      const receipt = await this.#questions.castBallot(needs, input);
      if (this.#hasLeft(facts)) return;
      this.#ballot = undefined;
      this.#needs.tab.keepSent(code.manifest);
      this.#needs.history.become('receipt');
      this.#show({ at: 'receipt', facts, receipt });
    } catch (fault) {
      await this.#refused(fault, facts, 'sending');
    }
  }

  #begin(): void {
    const draft = this.#draft();
    const sent = this.#ballot?.sendTried;
    // Sent before, with no receipt: the answers are there, only the sending is to be done again.
    if (draft && sent) this.toSummary(draft.answers);
    else this.#with((facts) => ({ at: 'questions', facts, draft: draft ?? { answers: blankAnswers(facts.manifest.form), page: 0 } }));
  }

  #draft(): Draft | undefined {
    return this.#facts && this.#needs.tab.draft(this.#facts.code);
  }

  #with(screen: (facts: InvitationFacts) => Screen): void {
    if (this.#facts) this.#show(screen(this.#facts));
  }

  #show(screen: Screen): void {
    this.#screen = screen;
    if ('facts' in screen) this.#round = screen.facts;
    if ('facts' in screen && 'keys' in screen.facts) this.#facts = screen.facts;
    for (const tell of this.#listeners) tell();
  }
}
