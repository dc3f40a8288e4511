import { StoreUnavailable } from '#server/storage/port/store-unavailable.js';

/**
 * What may happen to a call of a store. `refused`: the store was not reached. `unheard`: it was done, and the answer is lost.
 * `crash-before`, `crash-inside`, `crash-after`: the process dies there. `stall`: the process stands still, and goes on when it is let.
 */
export const FAULTS = ['refused', 'unheard', 'crash-before', 'crash-inside', 'crash-after', 'stall'] as const;
export type Fault = (typeof FAULTS)[number];

/** A fault that was made here: whatever fails otherwise is a fault of the program. */
export class MadeFault extends Error {
  override name = 'MadeFault';
}

/** SQLite's code for a database that another holds. */
const HELD = 5;

/**
 * Also a database that the other process held until patience ended: here both run in one thread, and while one waits for the other's transaction
 * that cannot go on. Between two real processes the wait is short.
 */
export function isMade(fault: unknown): boolean {
  if (!(fault instanceof StoreUnavailable)) return fault instanceof MadeFault;
  return fault.cause instanceof MadeFault || ((fault.cause as { errcode?: number }).errcode ?? 0) % 256 === HELD;
}

/** Stands between a process and its stores. A process that is dead gets nothing through any more. */
export class Gate {
  dead = false;
  /** What happened, once it has. */
  struck: { fault: Fault; call: string } | undefined;
  #armed: { fault: Fault; after: number; except: readonly string[] } | undefined;
  #inside = 0;
  #end = () => {};
  /** Whoever waits in a process that dies waits no longer, whatever patience the way to its stores has. */
  readonly #death = new Promise<void>((resolve) => {
    this.#end = resolve;
  });

  /** `cut`: ends all that leads from the process to its stores. */
  constructor(private readonly cut: () => void) {}

  #release: (() => void) | undefined;
  #onStall: (() => void) | undefined;

  /** The fault strikes after so many further calls, those apart that are named. */
  arm(fault: Fault, after: number, except: readonly string[] = []): void {
    this.#armed = { fault, after, except };
  }

  /** From here on nothing strikes, and nothing has. */
  calm(): void {
    this.#armed = undefined;
    this.struck = undefined;
  }

  /** Resolves when the process stands still. */
  stalled(): Promise<void> {
    return new Promise((resolve) => {
      this.#onStall = resolve;
    });
  }

  release(): void {
    this.#release?.();
    this.#release = undefined;
  }

  /** What was under way in the stores when the process died is done, or is not. */
  async drained(): Promise<void> {
    while (this.#inside > 0) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Nothing gets through from here on, and nothing that is under way comes back. */
  die(): void {
    this.dead = true;
    this.cut();
    this.release();
    this.#end();
  }

  async pass<T>(call: string, act: () => Promise<T>): Promise<T> {
    const fault = await this.#before(call);
    try {
      const acting = this.#counted(act);
      if (fault === 'crash-inside') setImmediate(() => this.die());
      await Promise.race([acting, this.#death]);
      this.#mustLive(call);
      const result = await acting;
      if (fault === 'crash-after' || fault === 'crash-inside') this.die();
      if (fault === 'unheard') throw new MadeFault(`${call}: the answer is lost`);
      this.#mustLive(call);
      return result;
    } catch (failed) {
      // Cut off by its own death.
      this.#mustLive(call);
      throw failed;
    }
  }

  async #counted<T>(act: () => Promise<T>): Promise<T> {
    this.#inside += 1;
    try {
      return await act();
    } finally {
      this.#inside -= 1;
    }
  }

  async *passing<T>(call: string, all: AsyncIterable<T>): AsyncGenerator<T> {
    await this.pass(call, async () => undefined);
    try {
      for await (const one of all) {
        this.#mustLive(call);
        yield one;
      }
    } catch (failed) {
      this.#mustLive(call);
      throw failed;
    }
  }

  async #before(call: string): Promise<Fault | undefined> {
    this.#mustLive(call);
    const fault = this.#strike(call);
    if (fault === 'crash-before') this.die();
    if (fault === 'refused') throw new StoreUnavailable(new MadeFault(`${call}: not reached`));
    if (fault === 'stall') {
      const released = new Promise<void>((resolve) => {
        this.#release = resolve;
      });
      this.#onStall?.();
      await released;
    }
    this.#mustLive(call);
    return fault;
  }

  #strike(call: string): Fault | undefined {
    const armed = this.#armed;
    if (!armed || armed.except.includes(call)) return undefined;
    if (armed.after > 0) {
      armed.after -= 1;
      return undefined;
    }
    this.#armed = undefined;
    this.struck = { fault: armed.fault, call };
    return armed.fault;
  }

  #mustLive(call: string): void {
    if (this.dead) throw new MadeFault(`${call}: the process is dead`);
  }
}

const STREAMS: ReadonlySet<string> = new Set(['stream', 'streamPackage', 'streamAnswers', 'invitations']);

/** A store, or a part of one, each of whose calls passes the gate. */
export function behind<T extends object>(gate: Gate, store: T, name: string): T {
  return new Proxy(store, {
    get(target, property, receiver) {
      const value: unknown = Reflect.get(target, property, receiver);
      const call = `${name}.${String(property)}`;
      if (typeof value === 'object' && value !== null) return behind(gate, value, call);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) =>
        STREAMS.has(String(property))
          ? gate.passing(call, value.apply(target, given))
          : gate.pass(call, async () => value.apply(target, given));
    },
  });
}
