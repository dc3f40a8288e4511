import { existsSync } from 'node:fs';
import { asUnavailable } from './unavailable.js';

/** One opened file a path, opened at its first use and shared by all who ask. */
export class OpenFiles<File extends { close(): Promise<void> }> {
  readonly #files = new Map<string, Promise<File>>();

  constructor(private readonly read: (path: string) => Promise<File>) {}

  /** Undefined where there is no such file. One that could not be opened is tried anew the next time. */
  async open(path: string): Promise<File | undefined> {
    const known = this.#files.get(path);
    if (known) return known;
    if (!existsSync(path)) return undefined;
    const file = this.read(path).catch((fault) => {
      throw asUnavailable(fault);
    });
    this.#files.set(path, file);
    file.catch(() => this.#files.delete(path));
    return file;
  }

  async close(path: string): Promise<void> {
    const file = this.#files.get(path);
    this.#files.delete(path);
    await (await file?.catch(() => undefined))?.close();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#files.keys()].map((path) => this.close(path)));
  }
}
