import type { ClientFiles } from '../../port/registrar/client-files.js';
import type { RegistrarDatabase } from './connect.js';

export function clientFiles(db: RegistrarDatabase): ClientFiles {
  return {
    keep: (version, files) =>
      db.transaction().execute(async (act) => {
        for (const { path, content } of files) {
          await act
            .insertInto('client_files')
            .values({ version, path, content })
            .onConflict((conflict) => conflict.doNothing())
            .execute();
        }
      }),
    read: async (version, path) => {
      const row = await db
        .selectFrom('client_files')
        .select('content')
        .where('version', '=', version)
        .where('path', '=', path)
        .executeTakeFirst();
      return row?.content;
    },
  };
}
