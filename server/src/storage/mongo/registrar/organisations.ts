import type { Foundation, OrganisationRecord, Organisations } from '../../port/registrar/organisations.js';
import { documentOf } from './account-records.js';
import type { OrganisationDocument } from './accounts-documents.js';
import type { Collections } from './collections.js';
import { inOrder, insertOnce } from './inserting.js';

const SETUP = 'setup';

export function mongoOrganisations(all: Collections): Organisations {
  const { organisations, setup } = all;
  return {
    read: async (id) => {
      const found = await organisations.findById(id).lean();
      return found ? recordOf(found) : undefined;
    },
    list: async () => {
      const found = await organisations.find().lean();
      const settled = found.length === 0 && (await finishFounding(all)) ? await organisations.find().lean() : found;
      return settled.map(recordOf).sort((one, other) => inOrder(one.createdAt, other.createdAt));
    },
    keepSetupHash: async (hash) => {
      for (;;) {
        const { matchedCount } = await setup.updateOne({ _id: SETUP }, { $set: { hash } });
        if (matchedCount === 1 || (await insertOnce(setup, { _id: SETUP, hash, foundation: null }))) return;
      }
    },
    found: (foundation) => found(all, foundation),
  };
}

/** The token is spent and the foundation kept by one change; what follows is done by whoever comes next, if need be. */
async function found(all: Collections, { organisation, account, setupHash }: Foundation): ReturnType<Organisations['found']> {
  if (await isFounded(all)) return 'setup-done';
  const { matchedCount } = await all.setup.updateOne(
    { _id: SETUP, hash: setupHash, foundation: null },
    { $set: { hash: null, foundation: JSON.stringify({ organisation, account }) } },
  );
  await finishFounding(all);
  if (matchedCount === 1) return 'founded';
  return (await isFounded(all)) ? 'setup-done' : 'link-spent';
}

async function isFounded({ organisations }: Collections): Promise<boolean> {
  return (await organisations.findOne({}, { _id: 1 }).lean()) !== null;
}

/** Of the first account until a founding that goes on has seen it there: from then on nobody takes it for one that came back. */
const UNSETTLED = -1;

/** Writes a foundation that was begun. The account first: whoever sees the organisation finds somebody in it. True when there was one. */
export async function finishFounding(all: Collections): Promise<boolean> {
  const begun = await all.setup.findOne({ _id: SETUP }).lean();
  if (!begun?.foundation) return false;
  const { organisation, account } = JSON.parse(begun.foundation) as Omit<Foundation, 'setupHash'>;
  const own = { account: account.id, staffRevision: UNSETTLED };
  const added = await insertOnce(all.accounts, { ...documentOf(account), staffRevision: UNSETTLED });
  if (added && !(await all.setup.findOne({ _id: SETUP, foundation: begun.foundation }).lean())) {
    // Somebody else was through. Either with this very account, which is settled then; or before this one began, and it has been removed since.
    await all.accounts.deleteOne(own);
    return true;
  }
  await all.accounts.updateOne(own, { $set: { staffRevision: 0 } });
  const { id, ...rest } = organisation;
  await insertOnce(all.organisations, { _id: id, ...rest, staffRevision: 0, staffChange: null });
  await all.setup.deleteOne({ _id: SETUP, foundation: begun.foundation });
  return true;
}

function recordOf({ _id: id, name, timeZone, language, sample, createdAt }: OrganisationDocument): OrganisationRecord {
  return { id, name, timeZone, language, sample, createdAt };
}
