import type { Instant, RoundId } from '#shared/ballot/manifest.js';
import type { Role } from '#shared/contract/roles.js';
import type { Snapshot } from '#shared/results/snapshot.js';
import type { ResultsNeeds } from './results-needs.js';

export interface RoundResults {
  snapshot: Snapshot;
  employeesSeeResultsFrom: Instant;
}

/** A round with its results. Nothing of it ever changes. */
export interface PublishedRound {
  title: string;
  /** By its terms. */
  readers: readonly Role[];
  /** The very same object each time: whoever sends it need not write it again. */
  answer: RoundResults;
}

/** More than anybody compares with one another. */
const KEPT = 32;

/** Published rounds, read once and kept: a snapshot is large, and executives come back to it. The longest kept goes first. */
export class PublishedRounds {
  readonly #kept = new Map<string, PublishedRound>();
  readonly #reading = new Map<string, Promise<PublishedRound | undefined>>();

  constructor(private readonly needs: Pick<ResultsNeeds, 'rounds' | 'results'>) {}

  /** Undefined until it is published. However many ask for the first time at once, it is read once. */
  async find(organisation: string, id: RoundId): Promise<PublishedRound | undefined> {
    const asked = `${organisation} ${id}`;
    const kept = this.#kept.get(asked);
    if (kept) return kept;
    const reading = this.#reading.get(asked);
    // One that found nothing may have begun before the publication: whoever waited for it looks again.
    const found = reading && (await reading);
    return found ?? this.#readOnce(asked, organisation, id);
  }

  async #readOnce(asked: string, organisation: string, id: RoundId): Promise<PublishedRound | undefined> {
    const reading = this.#read(organisation, id).finally(() => this.#reading.delete(asked));
    this.#reading.set(asked, reading);
    const found = await reading;
    if (found) this.#kept.set(asked, found);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return found;
  }

  async #read(organisation: string, id: RoundId): Promise<PublishedRound | undefined> {
    const published = await this.needs.results.snapshot(organisation, id);
    if (!published) return undefined;
    const round = await this.needs.rounds.read(organisation, id);
    if (!round?.manifest) return undefined;
    const { title, terms } = round.manifest;
    const { readers, employeesSeeResultsFrom } = terms;
    return { title, readers, answer: { snapshot: published.snapshot, employeesSeeResultsFrom } };
  }
}
