/** A store that is named rightly and cannot be opened: one line, with what to do. */
export class StoreCannotOpen extends Error {
  constructor(line: string) {
    super(line);
    this.name = 'StoreCannotOpen';
  }
}
