import type { RoundDraft } from '#shared/contract/rounds.js';
import type { CallRefused } from '../../api/refused.js';

export const STEPS = ['basics', 'schedule', 'rules', 'privacy', 'launch'] as const;
export type Step = (typeof STEPS)[number];

/** A step that changes the draft: it is given the draft and gives back the whole of it. */
export interface StepProps {
  draft: RoundDraft;
  busy: boolean;
  refused: CallRefused | null;
  onNext: (draft: RoundDraft) => void;
}
