import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoreUrls } from './bench-office.js';
import { withDatabase } from './mongo-driver.js';

export type EngineName = 'sqlite' | 'mongo';

/** Where stores are that nobody else uses. */
export interface Place {
  folder: string;
  /** As a server is told them: none for files in the folder. */
  urls: StoreUrls;
  roll: string;
  ballots: string;
}

export interface Engine {
  name: EngineName;
  /** Gives a place that was never used; what lies there is gone when the act has ended. */
  on<T>(act: (place: Place) => Promise<T>): Promise<T>;
}

export const sqlite: Engine = {
  name: 'sqlite',
  on: (act) =>
    inFolder((folder) => act({ folder, urls: {}, roll: `sqlite:${join(folder, 'rolls')}`, ballots: `sqlite:${join(folder, 'ballots')}` })),
};

/** Databases of their own on the server of that URI. */
export function mongo(server: string): Engine {
  const database = () => Object.assign(new URL(server), { pathname: `/candour_bench_${randomBytes(6).toString('hex')}` }).href;
  return {
    name: 'mongo',
    async on(act) {
      const [roll, ballots] = [database(), database()];
      try {
        return await inFolder((folder) => act({ folder, urls: { REGISTRAR_URL: roll, BALLOT_BOX_URL: ballots }, roll, ballots }));
      } finally {
        for (const url of [roll, ballots]) await withDatabase(url, (db) => db.dropDatabase());
      }
    },
  };
}

async function inFolder<T>(act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'candour-bench-'));
  try {
    await mkdir(join(folder, 'ballots'));
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
