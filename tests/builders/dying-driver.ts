import mongoose from 'mongoose';

const { mongo } = mongoose;

/** Of the driver's collections: what changes something there, and what only reads. */
const WRITES = ['insertOne', 'insertMany', 'updateOne', 'updateMany', 'replaceOne', 'deleteOne', 'deleteMany', 'findOneAndUpdate'] as const;
const READS = ['find', 'findOne', 'countDocuments', 'aggregate'] as const;

/**
 * Runs `act` in a process that dies before its write number `writes` (0: the first): from there on nothing reaches the database any more.
 * True when it died, false when it came to its end with fewer writes.
 */
export async function dyingBefore(writes: number, act: () => Promise<unknown>): Promise<boolean> {
  const prototype = mongo.Collection.prototype as unknown as Record<string, (...input: unknown[]) => unknown>;
  const before = Object.fromEntries([...WRITES, ...READS].map((name) => [name, prototype[name]]));
  let left = writes;
  let dead = false;
  for (const name of [...WRITES, ...READS]) {
    prototype[name] = function (this: unknown, ...input: unknown[]) {
      if (name !== 'find' && !READS.includes(name as never) && left-- <= 0) dead = true;
      if (dead) throw new mongo.MongoNetworkError('the process is dead');
      return before[name]?.apply(this, input);
    };
  }
  try {
    await act().catch((fault) => {
      if (!dead) throw fault;
    });
    return dead;
  } finally {
    Object.assign(prototype, before);
  }
}

/** Lets `act` die before its first write, its second and so on, until it comes to its end. Resolves to the number of its writes. */
export async function dyingAtEachStep(
  act: (step: number) => Promise<unknown>,
  check: (step: number, died: boolean) => Promise<void>,
): Promise<number> {
  for (let step = 0; ; step++) {
    const died = await dyingBefore(step, () => act(step));
    await check(step, died);
    if (!died) return step;
  }
}

/** Lets `meanwhile` happen between the next reading of a document of `collection` and what its reader does with it. */
export function afterNextRead(collection: string, meanwhile: () => Promise<unknown>): void {
  const prototype = mongo.Collection.prototype as unknown as Record<string, (...input: unknown[]) => Promise<unknown>>;
  const before = prototype.findOne;
  prototype.findOne = async function (this: { collectionName: string }, ...input: unknown[]) {
    const found = await before?.apply(this, input);
    if (this.collectionName !== collection || prototype.findOne === before) return found;
    Object.assign(prototype, { findOne: before });
    await meanwhile();
    return found;
  };
}
