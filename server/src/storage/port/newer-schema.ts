/** The database was written by a newer program. */
export class NewerSchema extends Error {
  constructor(found: number, known: number) {
    super(
      `The registrar has schema ${found}, this program knows ${known}: start the newer program that wrote it, or restore a backup from before the upgrade.`,
    );
    this.name = 'NewerSchema';
  }
}
