import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file, or a collection, with its bytes. */
export interface Piece {
  name: string;
  bytes: Buffer;
}

/** Where an engine keeps one run's stores. */
export interface Place {
  urls: { registrarUrl: string; rollUrl: string; ballotBoxUrl: string };
  /** What is kept there that may hold something of this round, or everything. */
  contents(of?: string): Promise<Piece[]>;
  remove(): Promise<void>;
}

/** Every engine that the simulation runs on. Another one adds a row. */
export const PLACES: Record<string, () => Promise<Place>> = {
  async sqlite() {
    const folder = await mkdtemp(join(tmpdir(), 'candour-simulation-'));
    return {
      urls: {
        registrarUrl: `sqlite:${join(folder, 'registrar.sqlite')}`,
        rollUrl: `sqlite:${join(folder, 'rolls')}`,
        ballotBoxUrl: `sqlite:${join(folder, 'ballots')}`,
      },
      async contents(of) {
        const all = await readdir(folder, { recursive: true, withFileTypes: true });
        const files = all.filter((entry) => entry.isFile() && (!of || entry.name.includes(of) || entry.name.startsWith('registrar')));
        return Promise.all(files.map(async ({ name, parentPath }) => ({ name, bytes: await readFile(join(parentPath, name)) })));
      },
      remove: () => rm(folder, { recursive: true, force: true }),
    };
  },
};
