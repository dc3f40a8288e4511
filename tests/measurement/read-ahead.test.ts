import { newTally, tallyAnswers } from '#server/aggregation/aggregation.js';
import { readAhead } from '#server/aggregation/tally/read-ahead.js';
import { itemOrder } from '#shared/instrument/answers.js';
import { CORE } from '#shared/instrument/core.js';

/** Batches 1 to `last`, and what happened to them. */
function batchesTo(last: number, fault?: Error) {
  const happened: string[] = [];
  async function* batches() {
    try {
      for (let batch = 1; batch <= last; batch++) {
        happened.push(`read ${batch}`);
        yield batch;
      }
      if (fault) throw fault;
    } finally {
      happened.push('closed');
    }
  }
  return { happened, batches: batches() };
}

describe('reading ahead', () => {
  test('the next batch is on its way while one is worked on, and each comes once, in order', async () => {
    const { happened, batches } = batchesTo(3);
    for await (const batch of readAhead(batches)) happened.push(`worked on ${batch}`);
    expect(happened).toEqual(['read 1', 'read 2', 'worked on 1', 'read 3', 'worked on 2', 'closed', 'worked on 3']);
  });

  test('what cannot be read is thrown after all that could be', async () => {
    const worked: number[] = [];
    const going = async () => {
      for await (const batch of readAhead(batchesTo(2, new Error('the disk')).batches)) {
        await new Promise((resolve) => setImmediate(resolve));
        worked.push(batch);
      }
    };
    await expect(going()).rejects.toThrow('the disk');
    expect(worked).toEqual([1, 2]);
  });

  test('whoever leaves off closes what was being read', async () => {
    const { happened, batches } = batchesTo(9);
    for await (const batch of readAhead(batches)) if (batch === 2) break;
    expect(happened.at(-1)).toBe('closed');
    expect(happened).not.toContain('read 4');
  });

  test('a tally of batches is that of their ballots one by one', async () => {
    const nodes = [{ id: 'company', parent: null }, ...['sales', 'works'].map((id) => ({ id, parent: 'company' }))];
    const ballots = Array.from({ length: 30 }, (_, at) => ({
      label: at % 2 ? 'sales' : 'works',
      answers: new Uint8Array(itemOrder(CORE).length).fill(1 + (at % 5)),
    }));
    async function* batches() {
      yield ballots.slice(0, 11);
      yield ballots.slice(11);
    }
    const [byBatch, alone] = [await tallyAnswers(CORE, nodes, batches()), newTally(CORE, nodes)];
    for (const { label, answers } of ballots) alone.add(label, answers);
    for (const tally of [byBatch, alone]) tally.settle();
    expect(byBatch.groups).toEqual(alone.groups);
  });
});
