import type { Connection } from 'mongoose';

/**
 * One step of the documents' shape. It may be interrupted anywhere and is then run again from its beginning: what it did before must be no hindrance.
 * A step that was released is never changed: the next one corrects it. Indexes are no step, they are looked after at each start.
 */
export interface Migration {
  name: string;
  up(connection: Connection): Promise<void>;
}
