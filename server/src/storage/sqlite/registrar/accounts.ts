import type { Selectable } from 'kysely';
import type { Role } from '#shared/contract/roles.js';
import type { AccountRecord, Accounts, BindOutcome, ChangeOutcome } from '../../port/registrar/accounts.js';
import type { RegistrarDatabase } from './connect.js';
import type { RegistrarTables } from './tables.js';

type AccountRow = Selectable<RegistrarTables['accounts']>;

export function accounts(db: RegistrarDatabase): Accounts {
  const one = (organisation: string, id: string) =>
    db.selectFrom('accounts').selectAll().where('organisation', '=', organisation).where('id', '=', id).executeTakeFirst();
  const change = (organisation: string, id: string) =>
    db.updateTable('accounts').where('organisation', '=', organisation).where('id', '=', id);

  return {
    readByEmail: async (email) => {
      const row = await db.selectFrom('accounts').selectAll().where('email', '=', email).executeTakeFirst();
      return row && accountOf(row);
    },
    readByOidcSubject: async (subject) => {
      const row = await db.selectFrom('accounts').selectAll().where('oidc_subject', '=', subject).executeTakeFirst();
      return row && accountOf(row);
    },
    read: async (organisation, id) => {
      const row = await one(organisation, id);
      return row && accountOf(row);
    },
    list: async (organisation) => {
      const rows = await db
        .selectFrom('accounts')
        .selectAll()
        .where('organisation', '=', organisation)
        .orderBy('name')
        .orderBy('id')
        .execute();
      return rows.map(accountOf);
    },
    add: async (account) => {
      const inserted = await db
        .insertInto('accounts')
        .values(accountRow(account))
        .onConflict((conflict) => conflict.column('email').doNothing())
        .executeTakeFirst();
      return inserted.numInsertedOrUpdatedRows === 1n ? 'added' : 'email-taken';
    },
    changeRoles: (organisation, id, roles) =>
      db.transaction().execute(async (act) => {
        const verdict = roles.includes('hr') ? await found(act, organisation, id) : await mayLoseHr(act, organisation, id);
        if (verdict === 'done')
          await act
            .updateTable('accounts')
            .set({ roles: JSON.stringify(roles) })
            .where('id', '=', id)
            .execute();
        return verdict;
      }),
    remove: (organisation, id) =>
      db.transaction().execute(async (act) => {
        const verdict = await mayLoseHr(act, organisation, id);
        if (verdict === 'done') await act.deleteFrom('accounts').where('id', '=', id).execute();
        return verdict;
      }),
    bindOidc: (organisation, id, subject) => db.transaction().execute((act) => bind(act, organisation, id, subject)),
    proposeTwoFactor: async (organisation, id, sealedSecret) => {
      await change(organisation, id).set({ two_factor_proposed: sealedSecret }).execute();
    },
    readProposedTwoFactor: async (organisation, id) => (await one(organisation, id))?.two_factor_proposed ?? null,
    confirmTwoFactor: async (organisation, id, { sealedSecret, step }) => {
      const confirmed = await change(organisation, id)
        .set({ two_factor: sealedSecret, two_factor_proposed: null, code_step: step })
        .where('two_factor_proposed', '=', sealedSecret)
        .executeTakeFirst();
      return confirmed.numUpdatedRows === 1n;
    },
    removeTwoFactor: async (organisation, id) => {
      await change(organisation, id).set({ two_factor: null, two_factor_proposed: null, code_step: -1 }).execute();
    },
    takeCodeStep: async (organisation, id, step) => {
      const taken = await change(organisation, id).set({ code_step: step }).where('code_step', '<', step).executeTakeFirst();
      return taken.numUpdatedRows === 1n ? 'taken' : 'replayed';
    },
  };
}

async function bind(db: RegistrarDatabase, organisation: string, id: string, subject: string): Promise<BindOutcome> {
  const account = await db
    .selectFrom('accounts')
    .select('oidc_subject')
    .where('organisation', '=', organisation)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!account) return 'not-found';
  if (account.oidc_subject !== null && account.oidc_subject !== subject) return 'other-subject';
  const holder = await db.selectFrom('accounts').select('id').where('oidc_subject', '=', subject).executeTakeFirst();
  if (holder && holder.id !== id) return 'other-account';
  await db.updateTable('accounts').set({ oidc_subject: subject }).where('id', '=', id).execute();
  await db.deleteFrom('links').where('account', '=', id).execute();
  return 'bound';
}

async function found(db: RegistrarDatabase, organisation: string, id: string): Promise<ChangeOutcome> {
  const row = await db.selectFrom('accounts').select('id').where('organisation', '=', organisation).where('id', '=', id).executeTakeFirst();
  return row ? 'done' : 'not-found';
}

/** Somebody who was invited and has not come yet cannot run the organisation: they are not counted. */
async function mayLoseHr(db: RegistrarDatabase, organisation: string, id: string): Promise<ChangeOutcome> {
  if ((await found(db, organisation, id)) === 'not-found') return 'not-found';
  const rows = await db
    .selectFrom('accounts')
    .select(['id', 'roles'])
    .where('organisation', '=', organisation)
    .where(({ or, eb }) => or([eb('password', 'is not', null), eb('oidc_subject', 'is not', null)]))
    .execute();
  const hr = rows.filter((row) => rolesOf(row.roles).includes('hr'));
  return hr.length === 1 && hr[0]?.id === id ? 'last-hr' : 'done';
}

export function accountRow(account: AccountRecord) {
  const { id, organisation, name, email, roles, password, twoFactor, oidcSubject, createdAt } = account;
  const row = { id, organisation, name, email, roles: JSON.stringify(roles), password, two_factor: twoFactor, oidc_subject: oidcSubject };
  return { ...row, two_factor_proposed: null, code_step: -1, created_at: createdAt };
}

export function accountOf(row: AccountRow): AccountRecord {
  const { id, organisation, name, email, roles, password, two_factor: twoFactor } = row;
  const rest = { oidcSubject: row.oidc_subject, createdAt: row.created_at };
  return { id, organisation, name, email, roles: rolesOf(roles), password, twoFactor, ...rest };
}

function rolesOf(text: string): Role[] {
  return JSON.parse(text) as Role[];
}
