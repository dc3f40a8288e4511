import type { Request, Response } from 'express';
import { Refusal } from '#shared/contract/refusal.js';

export interface GateLimits {
  /** Requests that are read or worked on at a time in this process. */
  atOnce: number;
  /** In which a body has come to its end. */
  bodyMs: number;
}

/** Several times what a machine answers in a second of the busiest morning waits here; a ballot has a few kilobytes. */
const LIMITS: GateLimits = { atOnce: 512, bodyMs: 20_000 };
const RETRY_SECONDS = 5;
/** Time for a refusal to reach a caller who still sends. */
const PARTING_MS = 2_000;

interface Visit {
  request: Request;
  putOut(why: unknown): void;
}

/**
 * Limits ballot requests by number and time alone: a whole company may share an address. Where it is full the body that has been on its way
 * for longest makes room, so that connections which are held open and say nothing keep nobody out. Nothing is noted of who was refused.
 */
export class BallotGate {
  /** In the order in which they came. */
  readonly #inside = new Set<Visit>();

  constructor(private readonly limits: GateLimits = LIMITS) {}

  /** Reads a request, then does its work. Refuses (`too-busy`) where there is no room. */
  async pass<T>(
    request: Request,
    response: Response,
    { read, work }: { read(): Promise<T>; work(input: T): Promise<void> },
  ): Promise<void> {
    try {
      if (this.#inside.size >= this.limits.atOnce) this.#makeRoom();
      await this.#visit(request, read, work);
    } catch (fault) {
      if (!request.complete) part(response);
      if (!(fault instanceof TooSlow)) throw fault;
      // As Node itself answers a request that takes too long: the ballot page offers to try again.
      response.status(408).end();
    }
  }

  async #visit<T>(request: Request, read: () => Promise<T>, work: (input: T) => Promise<void>): Promise<void> {
    let visit: Visit | undefined;
    let slow: NodeJS.Timeout | undefined;
    const putOut = new Promise<never>((_, reject) => {
      visit = { request, putOut: reject };
      this.#inside.add(visit);
      slow = setTimeout(() => request.complete || reject(new TooSlow()), this.limits.bodyMs);
    });
    try {
      const input = await Promise.race([read(), putOut]);
      clearTimeout(slow);
      await work(input);
    } finally {
      clearTimeout(slow);
      if (visit) this.#inside.delete(visit);
    }
  }

  #makeRoom(): void {
    for (const visit of this.#inside) {
      if (visit.request.complete) continue;
      this.#inside.delete(visit);
      visit.putOut(tooBusy());
      return;
    }
    throw tooBusy();
  }
}

class TooSlow extends Error {}

function part(response: Response): void {
  const parting = setTimeout(() => response.destroy(), PARTING_MS).unref();
  response.once('close', () => clearTimeout(parting));
}

function tooBusy(): Refusal {
  const remedy = 'Nothing was changed. Try again in a moment.';
  return new Refusal('too-busy', { reason: 'Very many people send at this moment.', remedy, retryAfterSeconds: RETRY_SECONDS });
}
