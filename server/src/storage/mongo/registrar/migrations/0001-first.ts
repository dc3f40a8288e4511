import type { Migration } from './migration.js';

/** The shape that the engine began with, in an empty database: the collections come with their indexes and first documents. */
export const first: Migration = { name: '0001-first', up: async () => {} };
