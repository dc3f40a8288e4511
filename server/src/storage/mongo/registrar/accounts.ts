import type { QueryFilter } from 'mongoose';
import type { AccountRecord, Accounts, BindOutcome } from '../../port/registrar/accounts.js';
import { isDuplicate } from '../connection.js';
import { accountOf, documentOf, unbound } from './account-records.js';
import type { AccountDocument } from './accounts-documents.js';
import type { Collections } from './collections.js';
import { inOrder, insertOnce } from './inserting.js';
import { changeStaff } from './staff-changes.js';

export function mongoAccounts(all: Collections): Accounts {
  const { accounts } = all;
  const read = async (where: QueryFilter<AccountDocument>): Promise<AccountRecord | undefined> => {
    const found = await accounts.findOne(where).lean();
    return found ? accountOf(found as AccountDocument) : undefined;
  };
  return {
    ...secondFactors(all),
    readByEmail: (email) => read({ _id: email }),
    readByOidcSubject: (subject) => read({ subject }),
    read: (organisation, id) => read({ account: id, organisation }),
    list: async (organisation) => {
      const found = await accounts.find({ organisation }).lean();
      return found.map(accountOf).sort((one, other) => inOrder(one.name, other.name) || inOrder(one.id, other.id));
    },
    add: async (account) => ((await insertOnce(accounts, documentOf(account))) ? 'added' : 'email-taken'),
    changeRoles: (organisation, id, roles) => changeStaff(all, organisation, { account: id, roles: [...roles] }),
    remove: async (organisation, id) => {
      const outcome = await changeStaff(all, organisation, { account: id, roles: null });
      if (outcome === 'done') await all.sessions.deleteMany({ account: id });
      return outcome;
    },
    bindOidc: (organisation, id, subject) => bind(all, organisation, id, subject),
  };
}

function secondFactors({ accounts }: Collections) {
  const one = (organisation: string, id: string) => ({ account: id, organisation });
  return {
    proposeTwoFactor: async (organisation, id, sealedSecret) =>
      void (await accounts.updateOne(one(organisation, id), { $set: { twoFactorProposed: sealedSecret } })),
    readProposedTwoFactor: async (organisation, id) =>
      (await accounts.findOne(one(organisation, id), { twoFactorProposed: 1 }).lean())?.twoFactorProposed ?? null,
    confirmTwoFactor: async (organisation, id, { sealedSecret, step }) => {
      const { matchedCount } = await accounts.updateOne(
        { ...one(organisation, id), twoFactorProposed: sealedSecret },
        { $set: { twoFactor: sealedSecret, twoFactorProposed: null, codeStep: step } },
      );
      return matchedCount === 1;
    },
    removeTwoFactor: async (organisation, id) =>
      void (await accounts.updateOne(one(organisation, id), { $set: { twoFactor: null, twoFactorProposed: null, codeStep: -1 } })),
    takeCodeStep: async (organisation, id, step) => {
      const taken = await accounts.updateOne({ ...one(organisation, id), codeStep: { $lt: step } }, { $set: { codeStep: step } });
      return taken.matchedCount === 1 ? 'taken' : 'replayed';
    },
  } satisfies Partial<Accounts>;
}

/** The unique index decides; looking first spares it most of the quarrels. */
async function bind({ accounts }: Collections, organisation: string, id: string, subject: string): Promise<BindOutcome> {
  const account = await accounts.findOne({ account: id, organisation }).lean();
  if (!account) return 'not-found';
  const own = unbound(account._id);
  if (account.subject !== own && account.subject !== subject) return 'other-subject';
  const holder = await accounts.findOne({ subject }, { _id: 1 }).lean();
  if (holder && holder._id !== account._id) return 'other-account';
  try {
    const bound = await accounts.updateOne(
      { _id: account._id, account: id, subject: { $in: [own, subject] } },
      { $set: { subject, link: null } },
    );
    if (bound.matchedCount === 1) return 'bound';
  } catch (fault) {
    if (isDuplicate(fault)) return 'other-account';
    throw fault;
  }
  return (await accounts.findOne({ account: id, organisation }, { _id: 1 }).lean()) ? 'other-subject' : 'not-found';
}
