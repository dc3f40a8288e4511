/**
 * The steps of a closing in their order, each named for what is true once it is done. Until `seal` ballots that were collected may still be cast;
 * from `destroy-slots` on no id leads to an answer; from `overwrite-roll` on nobody can tell who took part.
 */
export const CLOSING_STEPS = [
  'stop',
  'seal',
  'count',
  'package',
  'answers',
  'destroy-slots',
  'overwrite-roll',
  'publish',
  'destroy-keys',
  'finish',
] as const;
export type ClosingStep = (typeof CLOSING_STEPS)[number];

/** The steps that are still to do after `done`, the last one that is. A name that is unknown throws: the record is of another program. */
export function stepsAfter(done: string): readonly ClosingStep[] {
  const at = (CLOSING_STEPS as readonly string[]).indexOf(done);
  if (at < 0) throw new Error(`a closing record at "${done}", which is no step`);
  return CLOSING_STEPS.slice(at + 1);
}
