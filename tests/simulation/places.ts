import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import type { openStores } from '#server/stores.js';
import { dropMongo, mongoDatabase } from '../store-contract/engines.js';

export type Urls = Parameters<typeof openStores>[0];

/** A file, or a collection, with its bytes. */
export interface Piece {
  name: string;
  bytes: Buffer;
}

/** Where an engine keeps one run's stores. */
export interface Place {
  /** For a process of this name: each has connections of its own. */
  urls(process: string): Urls;
  /** What is kept there that may hold something of this round. */
  contents(round: string): Promise<Piece[]>;
  remove(): Promise<void>;
}

/** Every engine that the simulation runs on. Another one adds a row. */
export const PLACES = { sqlite, mongo, mixed } satisfies Record<string, () => Promise<Place>>;

async function sqlite(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'candour-simulation-'));
  const url = (name: string) => `sqlite:${join(folder, name)}`;
  return {
    urls: () => ({ registrarUrl: url('registrar.sqlite'), rollUrl: url('rolls'), ballotBoxUrl: url('ballots') }),
    async contents(round) {
      const all = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = all.filter((entry) => entry.isFile() && mayHold(entry.name, round));
      return Promise.all(files.map(async ({ name, parentPath }) => ({ name, bytes: await readFile(join(parentPath, name)) })));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function mongo(): Promise<Place> {
  const [people, ballots] = [mongoDatabase(), mongoDatabase()];
  const clients = [people, ballots].map((url) => new mongoose.mongo.MongoClient(url));
  return {
    urls(process) {
      const own = (url: string) => `${url}?appName=process-${process}`;
      return { registrarUrl: own(people), rollUrl: own(people), ballotBoxUrl: own(ballots) };
    },
    async contents(round) {
      const pieces: Piece[] = [];
      for (const database of clients.map((client) => client.db())) {
        for (const { name } of await database.listCollections({}, { nameOnly: true }).toArray()) {
          if (!mayHold(name, round)) continue;
          const documents = await database.collection(name).find({}, { raw: true }).toArray();
          pieces.push({ name, bytes: Buffer.concat(documents.map((document) => document as unknown as Buffer)) });
        }
      }
      return pieces;
    },
    async remove() {
      for (const client of clients) await client.close();
      await dropMongo(people, ballots);
    },
  };
}

/** The registrar on SQLite, rolls and ballots on MongoDB: as who has outgrown one machine with ballots alone. */
async function mixed(): Promise<Place> {
  const [here, there] = [await sqlite(), await mongo()];
  return {
    urls: (process) => ({ ...there.urls(process), registrarUrl: here.urls(process).registrarUrl }),
    contents: async (round) => [...(await here.contents(round)), ...(await there.contents(round))],
    remove: async () => void (await Promise.all([here.remove(), there.remove()])),
  };
}

/** Of what is kept by round only its own; and everything that all rounds share. */
function mayHold(name: string, round: string): boolean {
  return name.includes(round) || !/[0-9a-f]{32}/.test(name);
}
