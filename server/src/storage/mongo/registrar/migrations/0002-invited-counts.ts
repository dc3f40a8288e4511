import type { Migration } from './migration.js';

/** Names and addresses of a round that is long over go, and how many they were stays with the round. An earlier program would tell that nobody was invited. */
export const invitedCounts: Migration = {
  name: '0002-invited-counts',
  up: async (connection) => {
    await connection.collection('rounds').updateMany({ invitedCounts: { $exists: false } }, { $set: { invitedCounts: null } });
  },
};
