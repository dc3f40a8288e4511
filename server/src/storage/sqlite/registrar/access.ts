import { sql } from 'kysely';
import type { Access, LinkPurpose, LinkRecord } from '../../port/registrar/access.js';
import { sameCredentials } from '../../same-credentials.js';
import { accountOf } from './accounts.js';
import type { RegistrarDatabase } from './connect.js';

const RECOVERED = { two_factor: null, two_factor_proposed: null, code_step: -1, oidc_subject: null };

export function access(db: RegistrarDatabase): Access {
  return {
    ...sessions(db),
    ...links(db),
    ...tries(db),
    sweep: async (now) => {
      await db.deleteFrom('sessions').where('expires', '<=', now).execute();
      await db.deleteFrom('links').where('expires', '<=', now).execute();
      await db.deleteFrom('tries').where('window_ends', '<=', now).execute();
    },
  };
}

function sessions(db: RegistrarDatabase): Pick<Access, 'openSession' | 'readSession' | 'closeSession' | 'closeOtherSessions'> {
  return {
    openSession: (session, shown) =>
      db.transaction().execute(async (act) => {
        const { organisation, account } = session;
        const of = act.selectFrom('accounts').selectAll().where('organisation', '=', organisation).where('id', '=', account);
        const row = await of.executeTakeFirst();
        if (!row || !sameCredentials(accountOf(row), shown)) return false;
        await act
          .insertInto('sessions')
          .values({ ...session })
          .execute();
        return true;
      }),
    readSession: async (hash, now) => {
      const row = await db
        .selectFrom('sessions')
        .innerJoin('accounts', 'accounts.id', 'sessions.account')
        .selectAll('accounts')
        .where('sessions.hash', '=', hash)
        .where('sessions.expires', '>', now)
        .executeTakeFirst();
      return row && accountOf(row);
    },
    closeSession: async (hash) => {
      await db.deleteFrom('sessions').where('hash', '=', hash).execute();
    },
    closeOtherSessions: async (organisation, account, keep) => {
      const others = db.deleteFrom('sessions').where('organisation', '=', organisation).where('account', '=', account);
      await (keep === null ? others : others.where('hash', '!=', keep)).execute();
    },
  };
}

function links(db: RegistrarDatabase): Pick<Access, 'keepLink' | 'readLink' | 'useLink' | 'changePassword'> {
  return {
    keepLink: (link) =>
      db.transaction().execute(async (act) => {
        const { organisation, account } = link;
        const holder = act.selectFrom('accounts').select('id').where('organisation', '=', organisation).where('id', '=', account);
        if (!(await holder.executeTakeFirst())) return false;
        await act.deleteFrom('links').where('account', '=', account).execute();
        await act
          .insertInto('links')
          .values({ ...link })
          .execute();
        return true;
      }),
    readLink: (hash, now) => linkOf(db, hash, now),
    useLink: (hash, now, password) =>
      db.transaction().execute(async (act) => {
        const found = await linkOf(act, hash, now);
        if (!found) return undefined;
        const { id } = found.account;
        const recovered = found.link.purpose === 'recover' ? RECOVERED : {};
        await act.deleteFrom('links').where('account', '=', id).execute();
        await act.deleteFrom('sessions').where('account', '=', id).execute();
        const row = await act
          .updateTable('accounts')
          .set({ password, ...recovered })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirst();
        return row && accountOf(row);
      }),
    changePassword: (organisation, account, { from, to, keep }) =>
      db.transaction().execute(async (act) => {
        const changed = await act
          .updateTable('accounts')
          .set({ password: to })
          .where('organisation', '=', organisation)
          .where('id', '=', account)
          .where('password', '=', from)
          .executeTakeFirst();
        if (changed.numUpdatedRows !== 1n) return false;
        await act.deleteFrom('links').where('account', '=', account).execute();
        await act.deleteFrom('sessions').where('account', '=', account).where('hash', '!=', keep).execute();
        return true;
      }),
  };
}

async function linkOf(db: RegistrarDatabase, hash: string, now: string) {
  const link = await db.selectFrom('links').selectAll().where('hash', '=', hash).where('expires', '>', now).executeTakeFirst();
  if (!link) return undefined;
  const account = await db.selectFrom('accounts').selectAll().where('id', '=', link.account).executeTakeFirstOrThrow();
  const record: LinkRecord = { ...link, purpose: link.purpose as LinkPurpose };
  return { link: record, account: accountOf(account) };
}

function tries(db: RegistrarDatabase): Pick<Access, 'countTry' | 'forgetTries'> {
  return {
    countTry: async (key, now, windowSeconds) => {
      const ends = new Date(Date.parse(now) + windowSeconds * 1000).toISOString();
      const over = sql<boolean>`tries.window_ends <= ${now}`;
      const row = await db
        .insertInto('tries')
        .values({ key, count: 1, window_ends: ends })
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet({
            count: sql<number>`CASE WHEN ${over} THEN 1 ELSE tries.count + 1 END`,
            window_ends: sql<string>`CASE WHEN ${over} THEN ${ends} ELSE tries.window_ends END`,
          }),
        )
        .returning(['count', 'window_ends'])
        .executeTakeFirstOrThrow();
      return { tries: row.count, windowEnds: row.window_ends };
    },
    forgetTries: async (key) => {
      await db.deleteFrom('tries').where('key', '=', key).execute();
    },
  };
}
