/** Why there is no backup, or no restore: one line, with the remedy. */
export class KeepingRefused extends Error {
  constructor(line: string) {
    super(line);
    this.name = 'KeepingRefused';
  }
}
