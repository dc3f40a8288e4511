import { type FileHandle, open } from 'node:fs/promises';
import { placeFile } from '../durable-files.js';

/**
 * What is written once and only read afterwards needs no database: four bytes with the header's length, the header in JSON, then records of one
 * length, in their order. Every byte of it can be accounted for and overwritten.
 */
export class RecordFile<Header extends { width: number }> {
  private constructor(
    private readonly handle: FileHandle,
    readonly header: Header,
    private readonly start: number,
    /** Number of records. */
    readonly length: number,
  ) {}

  static async open<Header extends { width: number }>(path: string): Promise<RecordFile<Header>> {
    const handle = await open(path, 'r');
    try {
      const headerLength = (await readAt(handle, 0, 4)).readUInt32BE();
      const header = JSON.parse((await readAt(handle, 4, headerLength)).toString()) as Header;
      const start = 4 + headerLength;
      return new RecordFile(handle, header, start, ((await handle.stat()).size - start) / header.width);
    } catch (fault) {
      await handle.close();
      throw fault;
    }
  }

  /** Writes the file whole or not at all; `chunks` are whole records one after the other. */
  static async write(path: string, header: { width: number }, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    const json = Buffer.from(JSON.stringify(header));
    const prefix = Buffer.alloc(4);
    prefix.writeUInt32BE(json.length);
    await placeFile(path, async (part) => {
      const handle = await open(part, 'r+');
      try {
        await handle.writeFile(Buffer.concat([prefix, json]));
        for await (const chunk of chunks) await handle.writeFile(chunk);
      } finally {
        await handle.close();
      }
    });
  }

  /** Records from a place on, as many as there are up to `count`, one after the other. */
  read(from: number, count: number): Promise<Buffer> {
    const { width } = this.header;
    return readAt(this.handle, this.start + from * width, Math.min(count, this.length - from) * width);
  }

  /** All records, so many at once. */
  async *chunks(count: number): AsyncGenerator<Buffer> {
    for (let from = 0; from < this.length; from += count) yield await this.read(from, count);
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  if (bytesRead !== length) throw new Error('a sealed file is shorter than it should be');
  return buffer;
}
