import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { BallotId } from '#shared/ballot/ballot.js';
import type { UnitId } from '#shared/ballot/manifest.js';
import type { BoxBallot } from '../../port/ballot-box.js';
import { LONGEST, within } from '../within.js';
import { type BatchOutcome, castBatch } from './cast-batch.js';
import type { CastNeeds, CastOutcome } from './cast-needs.js';

/** While one batch is on its way to the disks the next fills; a second one leaves before it is back only when so many wait. */
const BATCHES_IN_FLIGHT = 2;
const WORTH_A_SECOND = 32;
const LARGEST_BATCH = 500;
/** How often a ballot is tried that stood back for others, how often it looks for room in between, and how long it waits before each, ms, at most. */
const TRIES = 10;
const LOOKS = 3;
const PAUSE = 40;

interface Waiting {
  ballot: BoxBallot;
  resolve: (outcome: BatchOutcome) => void;
  reject: (fault: unknown) => void;
}

/** Casts of one kind: all that wait go in one insert, and are answered together once it is on disk. */
export class CastQueue {
  #waiting: Waiting[] = [];
  #inFlight = new Set<Promise<void>>();
  readonly #casts = new Map<BallotId, Promise<CastOutcome>>();

  constructor(private readonly needs: CastNeeds) {}

  /** The same ballot several times at once is cast once; the others hear of it. */
  async cast(ballot: BoxBallot): Promise<CastOutcome> {
    const same = this.#casts.get(ballot.id);
    if (same) {
      const outcome = await same;
      return outcome === 'counted' ? 'counted-before' : outcome;
    }
    const cast = this.#castUntilDecided(ballot).finally(() => this.#casts.delete(ballot.id));
    this.#casts.set(ballot.id, cast);
    return cast;
  }

  async settled(): Promise<void> {
    await Promise.allSettled([...this.#casts.values()]);
  }

  async #castUntilDecided(ballot: BoxBallot): Promise<CastOutcome> {
    for (let tried = 1; tried <= TRIES; tried++) {
      const outcome = await this.#castInBatch(ballot);
      if (outcome === 'stood-back') {
        if (!(await this.#findsRoom(ballot.unit))) return 'unit-full';
      } else if (outcome !== 'again') return outcome;
    }
    return 'unit-full';
  }

  #castInBatch(ballot: BoxBallot): Promise<BatchOutcome> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.push({ ballot, resolve, reject });
      if (waiting === 1 || waiting === WORTH_A_SECOND) setImmediate(() => this.#start());
    });
  }

  /** Others that stood back at the same moment may have left a place. */
  async #findsRoom(unit: UnitId): Promise<boolean> {
    for (let look = 0; look < LOOKS; look++) {
      await wait(randomInt(1, PAUSE));
      if ((await this.needs.room.over(unit)) < 0) return true;
    }
    return false;
  }

  #start(): void {
    while (this.#waiting.length > 0 && this.#mayLeave()) {
      // In the order of their ids: a server that keeps the order of insertion keeps no other, and batches of two processes never wait for each other.
      const batch = this.#waiting.splice(0, LARGEST_BATCH).sort((a, b) => (a.ballot.id < b.ballot.id ? -1 : 1));
      const run = this.#run(batch).finally(() => {
        this.#inFlight.delete(run);
        this.#start();
      });
      this.#inFlight.add(run);
    }
  }

  #mayLeave(): boolean {
    return this.#inFlight.size === 0 || (this.#inFlight.size < BATCHES_IN_FLIGHT && this.#waiting.length >= WORTH_A_SECOND);
  }

  async #run(batch: readonly Waiting[]): Promise<void> {
    try {
      const ballots = batch.map(({ ballot }) => ballot);
      // One that never ends would keep all that come after it waiting.
      const outcomes = await within(LONGEST.act, castBatch(this.needs, ballots));
      for (const { ballot, resolve } of batch) resolve(outcomes.get(ballot.id) ?? 'again');
    } catch (fault) {
      for (const { reject } of batch) reject(fault);
    }
  }
}
