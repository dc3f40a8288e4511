import type { Request, Response } from 'express';
import type { z } from 'zod';
import { Pressed } from './pressed-file.js';

/** As many rounds as may be under way and asked about at a time, with room to spare. */
const KEPT = 32;
/** A bulletin of 100,000 ballots has 7 MB. */
const KEPT_BYTES = 64 * 1024 * 1024;

/** Answers that never change, by what was asked: each is made, checked against its schema and compressed once. The longest kept go first. */
export class FrozenAnswers {
  readonly #kept = new Map<string, Pressed>();
  readonly #same = new WeakMap<object, Pressed>();

  constructor(private readonly reply: z.ZodType) {}

  async send(request: Request, response: Response, params: unknown, make: () => Promise<unknown>): Promise<void> {
    const asked = JSON.stringify(params);
    const kept = this.#kept.get(asked) ?? this.#keep(asked, await make());
    await kept.send(request, response);
  }

  /** For a handler that is asked each time and gives the very same object again, which nobody changes. */
  async sendSame(request: Request, response: Response, answer: object): Promise<void> {
    const pressed = this.#same.get(answer) ?? this.#press(answer);
    this.#same.set(answer, pressed);
    await pressed.send(request, response);
  }

  #press(answer: unknown): Pressed {
    return new Pressed('application/json; charset=utf-8', Buffer.from(JSON.stringify(this.reply.parse(answer))));
  }

  #keep(asked: string, answer: unknown): Pressed {
    const pressed = this.#press(answer);
    this.#kept.set(asked, pressed);
    let bytes = [...this.#kept.values()].reduce((sum, { size }) => sum + size, 0);
    for (const [oldest, { size }] of this.#kept) {
      if (oldest === asked || (this.#kept.size <= KEPT && bytes <= KEPT_BYTES)) break;
      this.#kept.delete(oldest);
      bytes -= size;
    }
    return pressed;
  }
}
