import type { TrendPoint } from '#shared/contract/results.js';
import { signalWords } from '#shared/instrument/language/signal-words.js';
import type { SignalId } from '#shared/instrument/signal.js';
import type { ReportingNode, Snapshot, SnapshotResults } from '#shared/results/snapshot.js';
import { unitInWords } from '#shared/round/direct-name.js';

/** One published round with results, and what its page needs besides. */
export interface Reading {
  snapshot: Snapshot;
  results: SnapshotResults;
  /** All published rounds, oldest first. */
  rounds: readonly TrendPoint[];
  company: ReportingNode;
  /** The signals' names by id. */
  labels: Readonly<Record<string, string>>;
  /** The name of the round that changes are measured against; null where there is none. */
  since: string | null;
  /** Of a core round and a pulse one only the pulse form's statements are compared: the two indices shown differ by something else than the change. */
  onPulse: boolean;
}

/** Null when the round was published without results. */
export function readingOf(stored: Snapshot, published: readonly TrendPoint[], language: string): Reading | null {
  const snapshot = { ...stored, units: stored.units.map((unit) => ({ ...unit, name: unitInWords(unit.name, language) })) };
  const company = snapshot.units[0];
  if (!snapshot.results || !company) return null;
  const rounds = oldestFirst(published);
  const before = snapshot.results.changes?.since.round;
  const point = rounds.find(({ round }) => round === before);
  const since = before === undefined ? null : (point?.title ?? before.slice(0, 8));
  const onPulse = before !== undefined && point !== undefined && point.form !== snapshot.form;
  return { snapshot, results: snapshot.results, rounds, company, labels: labelsOf(snapshot, language), since, onPulse };
}

export function oldestFirst(rounds: readonly TrendPoint[]): TrendPoint[] {
  return [...rounds].sort((a, b) => a.published.localeCompare(b.published));
}

function labelsOf({ signals }: Snapshot, language: string): Record<string, string> {
  const words = signalWords(language);
  return Object.fromEntries(signals.map(({ id }) => [id, words[id as SignalId]?.label ?? id]));
}
