/** The store cannot be used just now: away, locked for too long, or its disk is full. Nothing was stored; the same again may succeed later. */
export class StoreUnavailable extends Error {
  constructor(cause: unknown) {
    super(`the store cannot be used: ${cause instanceof Error ? cause.message : 'no reason given'}`, { cause });
    this.name = 'StoreUnavailable';
  }
}
