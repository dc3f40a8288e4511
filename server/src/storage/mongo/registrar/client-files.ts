import { mongo } from 'mongoose';
import type { ClientFiles } from '../../port/registrar/client-files.js';
import type { Collections } from './collections.js';
import { insertOnce } from './inserting.js';

/** A file that is there stays: a keeping that was interrupted is completed by the next. */
export function mongoClientFiles({ clientFiles }: Collections): ClientFiles {
  return {
    keep: async (version, files) => {
      for (const { path, content } of files)
        await insertOnce(clientFiles, { _id: `${version}/${path}`, content: new mongo.Binary(content) as never });
    },
    read: async (version, path) => {
      const file = await clientFiles.findById(`${version}/${path}`).lean();
      return file ? bytesOf(file.content) : undefined;
    },
  };
}

/** The driver gives bytes in a wrapping of its own. */
export function bytesOf(content: unknown): Uint8Array {
  return content instanceof mongo.Binary ? Uint8Array.from(content.value() as Uint8Array) : Uint8Array.from(content as Uint8Array);
}
