import type { Connection, Model, Schema } from 'mongoose';

/** What a schema does not name is refused, in documents and in queries; indexes are made at the start and nowhere else. */
export const STRICT = {
  strict: 'throw',
  strictQuery: 'throw',
  versionKey: false,
  autoIndex: false,
  autoCreate: false,
  minimize: false,
  id: false,
} as const;

/** A part of a document. */
export const PART = { _id: false, strict: 'throw' } as const;

/** A collection's model on a connection, made at its first use: stores with the same URL share the connection. */
export function modelOn<Document>(connection: Connection, collection: string, schema: Schema<Document>): Model<Document> {
  const name = `registrar ${collection}`;
  return (connection.models[name] as Model<Document> | undefined) ?? connection.model<Document>(name, schema, collection);
}
