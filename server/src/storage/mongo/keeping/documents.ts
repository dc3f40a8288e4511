import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { mongo } from 'mongoose';
import { AT_ONCE } from '../collections.js';

const { BSON } = mongo;

/** Every type as it is stored: a number stays what it was, whole or not. */
const AS_STORED = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true } as const;
/** Bytes that are inserted in one go. */
const BATCH_BYTES = 4 << 20;
/** The four bytes with which a document says how long it is. */
const LENGTH = 4;

/** Documents of which ids are wanted. */
export type WantsId = (id: unknown) => boolean;

/** A collection's documents by their ids, as they lie there, one after the other: what mongodump writes too. Resolves to the SHA-256 of them all. */
export async function writeDocuments(collection: mongo.Collection, path: string, wants: WantsId = () => true): Promise<string> {
  return store(collection, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }), wants);
}

/** The same SHA-256, with nothing written: whether anything has changed since. */
export async function hashDocuments(collection: mongo.Collection, wants: WantsId = () => true): Promise<string> {
  return store(collection, new Writable({ write: (_chunk, _encoding, done) => done() }), wants);
}

async function store(collection: mongo.Collection, to: Writable, wants: WantsId): Promise<string> {
  const hash = createHash('sha256');
  async function* documents() {
    const found = collection.find({}, { raw: true, batchSize: AT_ONCE }).sort({ _id: 1 });
    for await (const document of found as unknown as AsyncIterable<Buffer>) {
      if (!wants(BSON.deserialize(document)._id)) continue;
      hash.update(document);
      yield document;
    }
  }
  await pipeline(documents, to);
  return hash.digest('hex');
}

/** Documents of a file in batches, to be inserted. */
export async function* readBatches(path: string): AsyncGenerator<mongo.Document[]> {
  let batch: mongo.Document[] = [];
  let bytes = 0;
  for await (const document of documentsIn(path)) {
    batch.push(BSON.deserialize(document, AS_STORED));
    bytes += document.length;
    if (batch.length < AT_ONCE && bytes < BATCH_BYTES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

async function* documentsIn(path: string): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let at = 0;
    while (rest.length - at >= LENGTH && rest.length - at >= rest.readInt32LE(at)) {
      yield rest.subarray(at, at + rest.readInt32LE(at));
      at += rest.readInt32LE(at);
    }
    rest = rest.subarray(at);
  }
  if (rest.length > 0) throw new Error(`${path} ends within a document`);
}
