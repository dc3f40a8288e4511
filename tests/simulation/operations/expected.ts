import { reportingUnits } from '#shared/ballot/manifest.js';
import { isOver } from '#shared/round/states.js';
import { claimed, type Invited, type LaunchedRound, replaced, type Sheet, sparesUsed } from '../model.js';

export type Expected = ReadonlySet<string>;
const only = (...outcomes: string[]): Expected => new Set(outcomes);

/** Whatever the closing does meanwhile, a cast is either counted or told that it was not. */
export const EITHER: Expected = only('done', 'round-closed', 'round-cancelled');
/** What may come of collecting at once with others. */
export const WHATEVER: Expected = only(
  ...['done', 'fetched-elsewhere', 'no-replacement-left', 'collecting-ended', 'round-not-yet-open', 'round-cancelled'],
);

/** Why nothing is handed out at this moment, whoever asks. */
export function closedToCollecting({ record, manifest: { terms } }: LaunchedRound, now: Date): string | undefined {
  const { state, closes } = record;
  if (state === 'cancelled') return 'round-cancelled';
  const ended = state === 'closing' || isOver(state);
  if (!ended && now < new Date(terms.opens)) return 'round-not-yet-open';
  return ended || now >= new Date(terms.collectUntil) || now >= new Date(closes) ? 'collecting-ended' : undefined;
}

/** What may come of fetching a ballot with these bytes. Several where an earlier fault left it open. */
export function expectedOfCollect(round: LaunchedRound, invited: Invited, sheet: Sheet, replacement: boolean, now: Date): Expected {
  const closed = closedToCollecting(round, now);
  if (closed) return only(closed);
  if (sheet.granted === 'yes') return only('done');
  const others = { sheets: invited.sheets.filter((other) => other !== sheet) };
  if (claimed(others) === 'no') return only('done');
  const outcomes = new Set<string>();
  if (claimed(others) === 'unsure' || sheet.granted === 'unsure') outcomes.add('done');
  const { least, most } = sparesUsed(round, invited.unit);
  const spares = reportingUnits(round.manifest).find(({ id }) => id === invited.unit)?.spares ?? 0;
  if (replaced(others) !== 'no' || (replacement && most >= spares)) outcomes.add('no-replacement-left');
  if (replaced(others) !== 'yes' && !replacement) outcomes.add('fetched-elsewhere');
  if (replaced(others) !== 'yes' && replacement && least < spares) outcomes.add('done');
  return outcomes;
}

/** Whether the box is sealed: after the grace it may be at any time, until the closing record says so. */
export function sealed({ record, closing, manifest }: LaunchedRound, now: Date): 'no' | 'maybe' | 'yes' {
  if (record.state === 'scheduled' || record.state === 'open') return 'no';
  if (record.state !== 'closing') return 'yes';
  if (!closing) return 'no';
  if (closing.step !== 'stop') return 'yes';
  return now.getTime() < Date.parse(closing.stoppedAt) + manifest.terms.graceMinutes * 60_000 ? 'no' : 'maybe';
}

/** Why nothing is taken at this moment, whatever is sent. */
export function closedToCasting({ record, manifest: { terms } }: LaunchedRound, now: Date): string | undefined {
  if (record.state === 'cancelled') return 'round-cancelled';
  return now < new Date(terms.castFrom) ? 'round-not-yet-open' : undefined;
}

/** What may come of casting a ballot that is signed rightly. */
export function expectedOfCast(round: LaunchedRound, sheet: Sheet, now: Date): Expected {
  const closed = closedToCasting(round, now);
  if (closed) return only(closed);
  if (round.destroyed) return only('round-closed');
  const retentionOver = round.published !== undefined && now >= new Date(round.published.until);
  if (sheet.counted === 'yes') return retentionOver ? only('done', 'round-closed') : only('done');
  const seal = sealed(round, now);
  if (seal === 'no') return only('done');
  return seal === 'maybe' || sheet.counted === 'unsure' ? only('done', 'round-closed') : only('round-closed');
}
