import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BallotKind, type RoundId } from '#shared/ballot/manifest.js';
import { OpenFiles } from '../open-files.js';
import { SlotFile } from './slot-file.js';

/**
 * The files of a round. While it is open: `<round>.<kind>.slots.sqlite`, a file a kind, so that no commit of one kind stands beside another's.
 * Once sealed: `<round>.package` and `<round>.<kind>.answers`. A file that is found under its name is whole.
 */
export class BoxFiles {
  readonly #open = new OpenFiles<SlotFile>((path) => SlotFile.open(path));
  readonly #retired = new Set<RoundId>();

  constructor(private readonly folder: string) {}

  slotPath(round: RoundId, kind: BallotKind): string {
    return join(this.folder, `${round}.${kind}.slots.sqlite`);
  }

  packagePath(round: RoundId): string {
    return join(this.folder, `${round}.package`);
  }

  answersPath(round: RoundId, kind: BallotKind): string {
    return join(this.folder, `${round}.${kind}.answers`);
  }

  hasSlots(round: RoundId, kind: BallotKind): boolean {
    return !this.#retired.has(round) && existsSync(this.slotPath(round, kind));
  }

  /** Undefined once they are destroyed, or about to be. */
  async slots(round: RoundId, kind: BallotKind): Promise<SlotFile | undefined> {
    return this.hasSlots(round, kind) ? this.#open.open(this.slotPath(round, kind)) : undefined;
  }

  /** The same without a look at the folder: what another process has destroyed fails, and is asked about then. */
  async slotsForCasting(round: RoundId, kind: BallotKind): Promise<SlotFile | undefined> {
    return this.#retired.has(round) ? undefined : this.#open.open(this.slotPath(round, kind));
  }

  /** Those of every kind that are there. */
  async allSlots(round: RoundId): Promise<SlotFile[]> {
    const files = await Promise.all(BallotKind.options.map((kind) => this.slots(round, kind)));
    return files.filter((file) => file !== undefined);
  }

  closeSlots(round: RoundId, kind: BallotKind): Promise<void> {
    this.#retired.delete(round);
    return this.#open.close(this.slotPath(round, kind));
  }

  /** From here on nobody gets at the round's slots; casts under way are done first. */
  async retire(round: RoundId): Promise<void> {
    this.#retired.add(round);
    await Promise.all(BallotKind.options.map((kind) => this.#open.close(this.slotPath(round, kind))));
  }

  retired(round: RoundId): boolean {
    return this.#retired.has(round);
  }

  close(): Promise<void> {
    return this.#open.closeAll();
  }
}
