import mongoose from 'mongoose';
import { openSqlite } from '#server/storage/sqlite/sqlite.js';

/** Every row or document of a registrar, as one text. */
export async function everythingIn(url: string): Promise<string> {
  return url.startsWith('sqlite:') ? rowsIn(url.slice('sqlite:'.length)) : documentsIn(url);
}

async function rowsIn(path: string): Promise<string> {
  const database = await openSqlite(path, [], { readOnly: true });
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  const rows = tables.map(({ name }) => [name, database.prepare(`SELECT * FROM ${name}`).all()]);
  database.close();
  return JSON.stringify(rows);
}

async function documentsIn(url: string): Promise<string> {
  const client = new mongoose.mongo.MongoClient(url);
  const collections = await client.db().listCollections({}, { nameOnly: true }).toArray();
  const documents = collections.map(async ({ name }) => [name, await client.db().collection(name).find().toArray()]);
  const text = JSON.stringify(await Promise.all(documents));
  await client.close();
  return text;
}
