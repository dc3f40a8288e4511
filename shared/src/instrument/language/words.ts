import type { SignalId } from '../signal.js';

/** Everything an employee reads on the question pages, in one language. Never a signal's name: names accuse. */
export interface FormWords {
  /** What the statements are about; stands once a page. */
  referent: string;
  /** The five points of the scale, from the lowest. */
  scale: readonly [never: string, rarely: string, sometimes: string, often: string, almostAlways: string];
  cannotSay: string;
  didNotHappen: string;
  /** When to choose "did not happen" rather than "never"; on pages that offer it. */
  didNotHappenNote: string;
  /** Item id to statement. */
  items: Readonly<Record<string, string>>;
  /** Around the questions: no part of what was asked, so no part of the form's identity. */
  frame: FrameWords;
}

/** Words in `{braces}` are filled in. */
export interface FrameWords {
  progress: string;
  page: string;
  skipNote: string;
  back: string;
  next: string;
  finish: string;
  leave: string;
  leaveQuestion: string;
  leaveConsequence: string;
  leaveYes: string;
  leaveNo: string;
}

/** How leaders read the signals. Employees never see these. */
export type SignalWords = Readonly<Record<SignalId, SignalWord>>;

/** A plain label, the trade's own name where there is one, and what an employee would have seen, in one sentence. */
export interface SignalWord {
  label: string;
  alias?: string;
  explanation: string;
}
