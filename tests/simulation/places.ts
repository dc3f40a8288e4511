import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import type { openStores } from '#server/stores.js';
import { dropMongo, mongoDatabase } from '../store-contract/engines.js';
import { startProxy } from '../store-contract/mongo-proxy.js';

export type Urls = Parameters<typeof openStores>[0];

/** A file, or a collection, with its bytes. */
export interface Piece {
  name: string;
  bytes: Buffer;
}

/** How a process gets at its stores. */
export interface Way {
  urls: Urls;
  /** Ends it in the middle of whatever is under way; undefined where the engine lives in the process, and what it has begun it ends. */
  cut?(): void;
  close(): Promise<void>;
}

/** Where an engine keeps one run's stores. */
export interface Place {
  /** For one process: each has a way of its own to its stores. */
  way(): Promise<Way>;
  /** All that is kept there; of what is kept by round only what is this one's, where one is named. */
  contents(round?: string): Promise<Piece[]>;
  remove(): Promise<void>;
}

/** Every engine that the simulation runs on. Another one adds a row. */
export const PLACES = { sqlite, mongo, mixed } satisfies Record<string, () => Promise<Place>>;

async function sqlite(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'candour-simulation-'));
  const url = (name: string) => `sqlite:${join(folder, name)}`;
  return {
    way: async () => ({
      urls: { registrarUrl: url('registrar.sqlite'), rollUrl: url('rolls'), ballotBoxUrl: url('ballots') },
      close: async () => {},
    }),
    async contents(round) {
      const all = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = all.filter((entry) => entry.isFile() && mayHold(entry.name, round));
      return Promise.all(files.map(async ({ name, parentPath }) => ({ name, bytes: await readFile(join(parentPath, name)) })));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Long enough for a server that is there, on a busy machine too. */
const PATIENCE_MS = 1_500;

async function mongo(): Promise<Place> {
  const [people, ballots] = [mongoDatabase(), mongoDatabase()];
  const clients = [people, ballots].map((url) => new mongoose.mongo.MongoClient(url));
  return {
    async way() {
      const [toPeople, toBallots] = [await startProxy(people), await startProxy(ballots)];
      // Whoever waits for an answer to a process that died waits for the driver's patience to end.
      const [registrarUrl, ballotBoxUrl] = [toPeople, toBallots].map(({ url }) => `${url}&serverSelectionTimeoutMS=${PATIENCE_MS}`) as [
        string,
        string,
      ];
      return {
        urls: { registrarUrl, rollUrl: registrarUrl, ballotBoxUrl },
        cut() {
          for (const outage of [toPeople, toBallots]) outage.set('cut');
        },
        close: async () => void (await Promise.all([toPeople.close(), toBallots.close()])),
      };
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
    async way() {
      const { urls } = await here.way();
      const way = await there.way();
      // What the registrar has begun it ends: only the other stores are cut off.
      return { ...way, urls: { ...way.urls, registrarUrl: urls.registrarUrl } };
    },
    contents: async (round) => [...(await here.contents(round)), ...(await there.contents(round))],
    remove: async () => void (await Promise.all([here.remove(), there.remove()])),
  };
}

/** Of what is kept by round only its own; and everything that all rounds share. */
function mayHold(name: string, round: string | undefined): boolean {
  return round === undefined || name.includes(round) || !/[0-9a-f]{32}/.test(name);
}
