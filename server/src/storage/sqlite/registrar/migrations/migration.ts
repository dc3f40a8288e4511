import type { SqlDatabase } from '../../sqlite.js';

/** One step of the schema. A step that was released is never changed: the next one corrects it. */
export interface Migration {
  name: string;
  up(database: SqlDatabase): void;
}
