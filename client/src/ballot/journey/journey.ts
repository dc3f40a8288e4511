import { parseInvitationCode } from '#shared/ballot/link.js';
import type { Answers } from '#shared/instrument/answers.js';
import type { SignedBallot } from '../protocol/collect.js';
import { eraseReceipts } from '../protocol/device.js';
import { Refused } from '../protocol/wire.js';
import { afterRefusal } from './after-refusal.js';
import { blankAnswers } from './blank-answers.js';
import type { JourneyNeeds } from './journey-needs.js';
import { openInvitation, openSent } from './open-invitation.js';
import { screenAtPlace } from './place.js';
import type { Questions } from './questions.js';
import type { Draft, InvitationFacts, Screen } from './screen.js';
import { Stage } from './stage.js';

/** One employee's way from the link to the receipt: a screen at a time, and what can be done on each. */
export class Journey {
  readonly #stage = new Stage();
  #questions: Questions | undefined;
  #ballot: SignedBallot | undefined;
  #again: () => Promise<void> = async () => {};
  /** How often an invitation was opened: the reply to one opened before the latest comes too late. */
  #opened = 0;
  readonly #needs: JourneyNeeds;

  constructor(needs: JourneyNeeds) {
    this.#needs = needs;
    needs.history.onArrive((place) => {
      const next = screenAtPlace(this.#stage.screen, place, this.#draft(), needs.keeps);
      if (next) this.#stage.show(next);
    });
  }

  readonly screen = (): Screen => this.#stage.screen;
  readonly subscribe = (listener: () => void): (() => void) => this.#stage.subscribe(listener);

  /** Opens the invitation in a link or a pasted code; with an empty text, what this tab remembers. */
  readonly open = async (text: string): Promise<void> => {
    const { suitable, tab } = this.#needs;
    if (!suitable) return this.#stage.show({ at: 'unsuitable' });
    const code = text === '' ? tab.code() : parseInvitationCode(text);
    const sentIn = text === '' ? tab.sentIn() : undefined;
    this.#opened += 1;
    this.#stage.clear();
    this.#ballot = undefined;
    this.#questions = undefined;
    this.#again = () => this.open('');
    if (code) {
      tab.keepCode(code);
      await this.#arrive(openInvitation(this.#needs, code));
    } else if (sentIn) await this.#arrive(openSent(this.#needs, sentIn));
    else this.#stage.show({ at: 'link-incomplete' });
  };

  /** The act that found no connection, once more: the same ballot, the same bytes. */
  readonly retry = (): Promise<void> => this.#again();

  /** Loads what the rest of the way needs, once the first screen is there to be read. False when it must not be used. */
  readonly prepare = async (): Promise<boolean> => {
    const facts = this.#stage.facts;
    if (!facts) return false;
    const questions = this.#questions ?? (await this.#needs.loadQuestions(facts));
    if (this.#stage.hasLeft(facts)) return false;
    this.#questions = questions;
    if (!this.#questions) this.#stage.show({ at: 'mistrusted', why: 'form-differs', hash: facts.code.manifest });
    return this.#questions !== undefined;
  };

  /** The component of the question pages, once `prepare` has loaded it. */
  readonly questionPages = () => this.#questions?.SurveyPages;
  /** Back from the summary, as the Back key goes. */
  readonly toQuestions = (): void => this.#needs.history.back();
  readonly askForLink = (): void => this.#stage.show({ at: 'link-incomplete' });
  readonly toStart = (): void =>
    this.#stage.show(this.#stage.facts ? { at: 'start', facts: this.#stage.facts } : { at: 'link-incomplete' });
  readonly notMyUnit = (): void => this.#stage.showWith((facts) => ({ at: 'not-your-unit', facts }));
  readonly toUnit = (): void => {
    this.#needs.history.enter('unit');
    this.#stage.showWith((facts) => ({ at: 'unit', facts, keeps: this.#needs.keeps }));
  };

  /** Exchanges the invitation for a blank ballot; where the browser keeps nothing, only once the answers are sent. */
  readonly start = async (replacement = false): Promise<void> => {
    const facts = this.#stage.facts;
    if (!facts || !(await this.prepare())) return;
    this.#again = () => this.start(replacement);
    if (!this.#needs.keeps && !replacement) return this.#begin();
    this.#stage.show({ at: 'collecting', facts });
    if (await this.#collect(facts, replacement)) this.#begin();
  };
  readonly takeReplacement = (): Promise<void> => this.start(true);
  /** Goes on with the ballot that waits on this device. */
  readonly resume = (): Promise<void> => this.start(this.#stage.facts?.device.pending()?.replacement ?? false);

  readonly keepAnswers = (answers: Answers, page: number): void => {
    if (this.#stage.facts && this.#stage.screen.at === 'questions') this.#needs.tab.keepDraft(this.#stage.facts.code, { answers, page });
  };
  readonly toSummary = (answers: Answers): void => {
    const draft = { answers, page: this.#draft()?.page ?? 0 };
    this.#needs.history.enter('summary');
    if (this.#stage.facts) this.#needs.tab.keepDraft(this.#stage.facts.code, draft);
    this.#stage.showWith((facts) => ({ at: 'summary', facts, draft }));
  };

  /** Sends the answers of this tab. */
  readonly send = async (): Promise<void> => {
    const facts = this.#stage.facts;
    const draft = this.#draft();
    if (!facts || !draft) return;
    this.#again = this.send;
    this.#stage.show({ at: 'sending', facts });
    if (this.#ballot || (await this.#collect(facts, false))) await this.#cast(facts, draft.answers);
  };

  /** "Not me": counted without a name. Refuses Unreachable. */
  readonly sayNotMe = async (): Promise<void> => {
    const screen = this.#stage.screen;
    if (screen.at !== 'fetched-elsewhere' && screen.at !== 'no-replacement-left') return;
    await this.#needs.wire.call('sayNotMe', { body: screen.facts.code });
    this.#stage.show({ ...screen, told: true });
  };

  /** Answers and invitation leave this tab. What stays on the device is told, and goes with `eraseAll`. */
  readonly leave = (): void => {
    this.#needs.tab.erase();
    this.#ballot = undefined;
    const device = this.#stage.round?.device;
    const remains = device?.pending() ? 'ballot' : device?.receipts().length ? 'receipt' : 'nothing';
    this.#stage.show({ at: 'erased', remains });
  };
  readonly eraseAll = (): void => {
    this.#stage.round?.device.erase();
    if (this.#stage.round) eraseReceipts(this.#needs.storage, this.#stage.round.code.manifest);
    this.#stage.show({ at: 'erased', remains: 'nothing' });
  };

  /** Another tab of this browser changed what is kept: a ballot sent there is sent here too. */
  readonly lookAgain = (): void => {
    const facts = this.#stage.facts;
    if (!facts || !this.#ballot || facts.device.pending() || this.#stage.screen.at === 'sending') return;
    this.#ballot = undefined;
    this.#needs.tab.eraseDraft();
    const receipts = facts.device.receipts();
    this.#stage.show(receipts.length > 0 ? { at: 'sent', facts, receipts } : { at: 'start', facts });
  };

  async #arrive(opened: Promise<Screen>): Promise<void> {
    const arrival = this.#opened;
    this.#stage.show({ at: 'opening' });
    const screen = await opened;
    // Handed over late, the page of a round that is no longer looked at would take this one's place.
    if (arrival !== this.#opened) return;
    const handed = 'facts' in screen && (await this.#needs.handOver(screen.facts).catch(() => undefined));
    if (arrival !== this.#opened) return;
    if (handed === false) {
      this.#eraseUseless(screen);
      this.#stage.show(screen);
    } else if (!handed) this.#stage.show({ at: 'lost', during: 'opening' });
  }

  async #collect(facts: InvitationFacts, replacement: boolean): Promise<boolean> {
    const { code, unit, keys, device } = facts;
    const needs = { device, wire: this.#needs.wire, alone: this.#needs.alone(code) };
    try {
      const ballot = await this.#questions?.collectBallots(needs, { code, unit: unit.id, keys, replacement });
      if (this.#stage.hasLeft(facts)) return false;
      this.#ballot = ballot;
    } catch (fault) {
      await this.#refused(fault, facts, 'collecting');
      return false;
    }
    return this.#ballot !== undefined;
  }

  async #refused(fault: unknown, facts: InvitationFacts, during: 'collecting' | 'sending'): Promise<void> {
    if (this.#stage.hasLeft(facts)) return;
    // The reason is told where the round is read.
    if (fault instanceof Refused && fault.code === 'round-cancelled') return this.open('');
    const screen = await afterRefusal(this.#needs.wire, fault, facts, during);
    if (this.#stage.hasLeft(facts)) return;
    this.#eraseUseless(screen);
    this.#stage.show(screen);
  }

  /** What can never be sent any more would only tell, to whoever gets at the device, that somebody took part and what they thought. */
  #eraseUseless(screen: Screen): void {
    if (screen.at !== 'cancelled' && screen.at !== 'closed') return;
    const { device, now } = screen.facts;
    if (screen.at === 'cancelled' || now.bulletin) device.erase();
    if (device.pending()) return;
    this.#ballot = undefined;
    this.#needs.tab.eraseDraft();
  }

  async #cast(facts: InvitationFacts, answers: Answers): Promise<void> {
    const { code, manifest, device } = facts;
    const needs = { device, wire: this.#needs.wire, alone: this.#needs.alone(code) };
    if (!this.#questions || !this.#ballot) return;
    try {
      const input = { manifest: code.manifest, round: manifest.round, ballot: this.#ballot, answers };
      const receipt = await this.#questions.castBallot(needs, input);
      if (this.#stage.hasLeft(facts)) return;
      this.#ballot = undefined;
      this.#needs.tab.keepSent(code.manifest);
      this.#needs.history.become('receipt');
      this.#stage.show({ at: 'receipt', facts, receipt });
    } catch (fault) {
      await this.#refused(fault, facts, 'sending');
    }
  }

  #begin(): void {
    const draft = this.#draft();
    const sent = this.#ballot?.sendTried;
    // Sent before, with no receipt: the answers are there, only the sending is to be done again.
    if (draft && sent) this.toSummary(draft.answers);
    else
      this.#stage.showWith((facts) => ({
        at: 'questions',
        facts,
        draft: draft ?? { answers: blankAnswers(facts.manifest.form), page: 0 },
      }));
  }

  #draft(): Draft | undefined {
    return this.#stage.facts && this.#needs.tab.draft(this.#stage.facts.code);
  }
}
