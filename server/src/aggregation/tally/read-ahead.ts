/** The same batches, one after the other: while one is worked on the next is on its way. A batch that cannot be read is thrown in its turn. */
export async function* readAhead<Batch>(batches: AsyncIterable<Batch>): AsyncGenerator<Batch, void> {
  const iterator = batches[Symbol.asyncIterator]();
  let next = iterator.next();
  try {
    for (let batch = await next; !batch.done; batch = await next) {
      next = iterator.next();
      next.catch(() => {}); // thrown when its turn comes, which may be after the fault
      yield batch.value;
    }
  } finally {
    await iterator.return?.();
  }
}
