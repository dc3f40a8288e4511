import { type Connection, mongo } from 'mongoose';
import { brokeOff, databaseOf } from './connection.js';
import { LONGEST, within } from './within.js';

/**
 * What is asked hundreds of times a second goes as a command: the driver's cursors and bulk writes take twice the time for a handful of documents.
 */

function send(connection: Connection, command: mongo.Document): Promise<mongo.Document> {
  return within(LONGEST.command, databaseOf(connection).command(command));
}

/** What a read finds, all in its first batch: of ids that are at hand. Asked once more where the connection broke, as the driver does with its own reads. */
export async function readAtOnce<T>(connection: Connection, command: mongo.Document): Promise<T[]> {
  const ask = () => send(connection, command);
  const reply = await ask().catch((fault: unknown) => {
    if (brokeOff(fault)) return ask();
    throw fault;
  });
  return reply.cursor.firstBatch as T[];
}

/** Inserts in one unordered command, durable when it resolves. What the server refused, by place in the list. */
export function insertAtOnce(connection: Connection, collection: string, documents: readonly object[]): Promise<WriteError[]> {
  return insert(connection, collection, { documents, ordered: false });
}

/** The same, each after the one before it is there, up to the first that the server refuses. */
export async function insertInOrder(
  connection: Connection,
  collection: string,
  documents: readonly object[],
): Promise<WriteError | undefined> {
  const [error] = await insert(connection, collection, { documents, ordered: true });
  return error;
}

async function insert(connection: Connection, collection: string, what: { documents: readonly object[]; ordered: boolean }) {
  if (what.documents.length === 0) return [];
  const reply = await send(connection, { insert: collection, ...what, writeConcern: { w: 'majority', j: true } });
  return (reply.writeErrors ?? []) as WriteError[];
}

export interface WriteError {
  index: number;
  code: number;
  errmsg: string;
}

export function thrown({ code, errmsg }: WriteError): mongo.MongoServerError {
  return new mongo.MongoServerError({ code, message: errmsg });
}
