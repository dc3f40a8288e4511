import { setImmediate as turn } from 'node:timers/promises';
import type { BallotId } from '#shared/ballot/ballot.js';
import { fromHex, toHex } from '#shared/ballot/encoding.js';
import type { BallotKind, UnitId } from '#shared/ballot/manifest.js';
import type { SealedSignature } from '../../port/ballot-box.js';
import { sortedOrder } from '../../sort-rows.js';
import { RecordFile } from './record-file.js';
import type { SlotFile } from './slot-file.js';
import { ID_LENGTH, SIGNATURE_LENGTH } from './slot-record.js';

interface PackageHeader {
  format: 'candour-package-1';
  kinds: BallotKind[];
  units: UnitId[];
  width: number;
}

/** Id, number of the kind, number of the unit, signature. */
const KIND = ID_LENGTH;
const UNIT = KIND + 1;
const SIGNATURE = UNIT + 2;
const WIDTH = SIGNATURE + SIGNATURE_LENGTH;
const CHUNK = 1024;

/** Ids and signatures of all kinds, sorted by id. */
export async function writePackageFile(path: string, slotFiles: readonly SlotFile[]): Promise<void> {
  const header: PackageHeader = {
    format: 'candour-package-1',
    kinds: slotFiles.map(({ plan }) => plan.kind),
    units: slotFiles[0]?.plan.units.map(([unit]) => unit) ?? [],
    width: WIDTH,
  };
  await RecordFile.write(path, header, sortedRecords(slotFiles));
}

/** Only ids and where they lie are sorted in memory, 45 bytes a ballot; the rest is fetched from the slots when its turn comes. */
async function* sortedRecords(slotFiles: readonly SlotFile[]): AsyncGenerator<Buffer> {
  const places = await placesById(slotFiles);
  const order = await sortedOrder(places, PLACE_WIDTH, PLACE_SLOT);
  for (let from = 0; from < order.length; from += CHUNK) {
    yield records(
      [...order.subarray(from, from + CHUNK)].map((row) => places.subarray(row * PLACE_WIDTH, (row + 1) * PLACE_WIDTH)),
      slotFiles,
    );
    await turn();
  }
}

function records(places: readonly Buffer[], slotFiles: readonly SlotFile[]): Buffer {
  const chunk = Buffer.alloc(places.length * WIDTH);
  for (const [kind, slots] of slotFiles.entries()) {
    const own = [...places.entries()].filter(([, place]) => place[KIND] === kind);
    const found = slots.at(own.map(([, place]) => place.readUInt32BE(PLACE_SLOT)));
    for (const [at, place] of own) {
      const slot = found.shift();
      if (!slot?.idBytes.equals(place.subarray(0, KIND))) throw new Error('a slot changed while the package was written');
      chunk.set(place.subarray(0, PLACE_SLOT), at * WIDTH);
      chunk.writeUInt16BE(slot.unit, at * WIDTH + UNIT);
      chunk.set(slot.signature, at * WIDTH + SIGNATURE);
    }
  }
  return chunk;
}

/** Id, number of the kind, slot. */
const PLACE_SLOT = KIND + 1;
const PLACE_WIDTH = PLACE_SLOT + 4;

async function placesById(slotFiles: readonly SlotFile[]): Promise<Buffer> {
  const counts = await Promise.all(slotFiles.map((slots) => slots.countByUnit()));
  const ballots = counts.flatMap((count) => [...count.values()]).reduce((total, count) => total + count, 0);
  const places = Buffer.alloc(ballots * PLACE_WIDTH);
  let at = 0;
  for (const [kind, slots] of slotFiles.entries()) {
    for await (const page of slots.taken()) {
      for (const { slot, record } of page) {
        places.set(record.idBytes, at);
        places[at + KIND] = kind;
        places.writeUInt32BE(slot, at + PLACE_SLOT);
        at += PLACE_WIDTH;
      }
    }
  }
  return places;
}

export async function* streamPackageFile(path: string): AsyncGenerator<SealedSignature> {
  const file = await RecordFile.open<PackageHeader>(path);
  try {
    for await (const chunk of file.chunks(CHUNK))
      for (let at = 0; at < chunk.length; at += WIDTH) yield sealedSignature(file.header, chunk, at);
  } finally {
    await file.close();
  }
}

/** Binary search: the ids are sorted. */
export async function packageFileHas(path: string, id: BallotId, kind: BallotKind): Promise<boolean> {
  const file = await RecordFile.open<PackageHeader>(path);
  try {
    const wanted = Buffer.from([...fromHex(id), file.header.kinds.indexOf(kind)]);
    let [low, high] = [0, file.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = Buffer.compare(wanted, (await file.read(middle, 1)).subarray(0, UNIT));
      if (order === 0) return true;
      if (order > 0) low = middle + 1;
      else high = middle;
    }
    return false;
  } finally {
    await file.close();
  }
}

function sealedSignature({ kinds, units }: PackageHeader, chunk: Buffer, at: number): SealedSignature {
  const kind = kinds[chunk.readUInt8(at + KIND)];
  const unit = units[chunk.readUInt16BE(at + UNIT)];
  if (!kind || !unit) throw new Error("a record of the steward's package names no kind or unit of its round");
  return { id: toHex(chunk.subarray(at, at + KIND)) as BallotId, kind, unit, signature: chunk.subarray(at + SIGNATURE, at + WIDTH) };
}
