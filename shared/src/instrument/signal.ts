import { z } from 'zod';

/** The eleven observable signals of a fear culture, in the order in which every table lists them. */
export const SIGNALS = [
  'cc-storm',
  'public-belittling',
  'white-anting',
  'closed-doors',
  'not-invented-here',
  'escalation',
  'silence',
  'yes-people',
  'sycophancy',
  'mediocrity',
  'scapegoating',
] as const;

export const SignalId = z.enum(SIGNALS);
export type SignalId = z.infer<typeof SignalId>;
