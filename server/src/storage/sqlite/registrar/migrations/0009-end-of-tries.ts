import type { Migration } from './migration.js';

/** What is over is swept by the clock, while others write: of many tries of strangers it finds those alone. */
export const endOfTries: Migration = {
  name: '0009-end-of-tries',
  up: (database) => database.exec('CREATE INDEX tries_by_end ON tries (window_ends)'),
};
