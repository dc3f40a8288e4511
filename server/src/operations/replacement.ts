const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
/** A process that served so long did not die of its start. */
const LIVED_MS = 10_000;
/** With nobody left to serve: then whoever started the program had better know. */
const MOST_FAILURES = 5;

/** How long to wait before a process that died is replaced: not at all, unless those before it died at once. */
export class Replacement {
  #failures = 0;
  readonly #began = new Map<number, number>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** The process serves. */
  began(process: number): void {
    this.#began.set(process, this.now());
  }

  /** Milliseconds to wait after this one's death. */
  pauseAfter(process: number): number {
    const began = this.#began.get(process);
    this.#began.delete(process);
    if (began !== undefined && this.now() - began >= LIVED_MS) this.#failures = 0;
    const pause = this.#failures === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#failures - 1));
    this.#failures += 1;
    return pause;
  }

  /** True when many in a row died at once. */
  get hopeless(): boolean {
    return this.#failures >= MOST_FAILURES;
  }
}
