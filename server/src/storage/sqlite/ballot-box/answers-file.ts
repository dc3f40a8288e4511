import type { UnitId } from '#shared/ballot/manifest.js';
import type { SealedAnswers } from '../../port/ballot-box.js';
import { sortedOrder } from '../../sort-rows.js';
import { RecordFile } from './record-file.js';
import type { SlotFile } from './slot-file.js';

interface AnswersHeader {
  format: 'candour-answers-1';
  /** A record holds the place of its label in this list (2 bytes), then one byte an answer. */
  labels: UnitId[];
  width: number;
}

const LABEL_WIDTH = 2;
/** Answers that are read, and passed on, at once. */
const GROUP = 4096;

/** What was said under each label, sorted by label and content: of equal sets of answers the file is the same. */
export async function writeAnswersFile(path: string, slots: SlotFile, labels: ReadonlyMap<UnitId, UnitId>): Promise<void> {
  const header: AnswersHeader = {
    format: 'candour-answers-1',
    labels: [...new Set(labels.values())].sort(),
    width: LABEL_WIDTH + slots.plan.items,
  };
  const rows = await labelledRows(slots, labels, header);
  const order = await sortedOrder(rows, header.width, header.width);
  await RecordFile.write(path, header, inOrder(rows, header.width, order));
}

/** In memory, one byte an answer and two for the label: 35 MB for a million ballots of 33 items. */
async function labelledRows(slots: SlotFile, labels: ReadonlyMap<UnitId, UnitId>, header: AnswersHeader): Promise<Buffer> {
  const placeOf = (label: UnitId | undefined) => (label === undefined ? -1 : header.labels.indexOf(label));
  const places = slots.plan.units.map(([unit]) => placeOf(labels.get(unit)));
  let ballots = 0;
  for (const [unit, count] of await slots.countByUnit()) if (labels.has(unit)) ballots += count;
  const rows = Buffer.alloc(ballots * header.width);
  let at = 0;
  for await (const page of slots.taken()) {
    for (const { record } of page) {
      const place = places[record.unit] ?? -1;
      if (place < 0) continue;
      rows.writeUInt16BE(place, at);
      rows.set(record.answers, at + LABEL_WIDTH);
      at += header.width;
    }
  }
  return rows;
}

function* inOrder(rows: Buffer, width: number, order: Uint32Array): Generator<Buffer> {
  for (let from = 0; from < order.length; from += GROUP) {
    const group = order.subarray(from, from + GROUP);
    const chunk = Buffer.alloc(group.length * width);
    for (const [at, row] of group.entries()) rows.copy(chunk, at * width, row * width, (row + 1) * width);
    yield chunk;
  }
}

export async function* streamAnswersFile(path: string): AsyncGenerator<SealedAnswers[]> {
  const file = await RecordFile.open<AnswersHeader>(path);
  const { labels, width } = file.header;
  try {
    for await (const chunk of file.chunks(GROUP)) yield sealedAnswers(chunk, width, labels);
  } finally {
    await file.close();
  }
}

/** A class: V8 is free to keep what a literal makes among its old objects, and then every row survives until it sweeps those. */
class Row implements SealedAnswers {
  constructor(
    readonly label: UnitId,
    readonly answers: Uint8Array,
  ) {}
}

function sealedAnswers(chunk: Buffer, width: number, labels: readonly UnitId[]): SealedAnswers[] {
  const group: SealedAnswers[] = [];
  for (let at = 0; at < chunk.length; at += width) {
    const label = labels[chunk.readUInt16BE(at)];
    if (!label) throw new Error('sealed answers stand under no label of their file');
    group.push(new Row(label, chunk.subarray(at + LABEL_WIDTH, at + width)));
  }
  return group;
}
