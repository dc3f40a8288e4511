import type { ChangeOutcome } from '../../port/registrar/accounts.js';
import { canSignIn } from './account-records.js';
import type { StaffChange } from './accounts-documents.js';
import type { Collections } from './collections.js';

/**
 * Changes of roles and removals of one organisation are made one after the other, so that two HR who remove each other leave one. A change is
 * decided when the organisation's document takes it, at the revision its verdict was made from; whoever finds one that is not carried out yet does that first.
 */
export async function changeStaff(all: Collections, organisation: string, change: StaffChange): Promise<ChangeOutcome> {
  for (;;) {
    const found = await all.organisations.findById(organisation, { staffRevision: 1, staffChange: 1 }).lean();
    if (!found) return 'not-found';
    const { staffRevision: revision, staffChange: begun } = found;
    if (begun) {
      await carryOut(all, organisation, revision, begun);
      continue;
    }
    const verdict = await verdictOn(all, organisation, change);
    if (verdict !== 'done') return verdict;
    const next = { staffRevision: revision + 1, staffChange: change };
    const { matchedCount } = await all.organisations.updateOne(
      { _id: organisation, staffRevision: revision, staffChange: null },
      { $set: next },
    );
    if (matchedCount !== 1) continue;
    await carryOut(all, organisation, next.staffRevision, change);
    return 'done';
  }
}

/** Any number may do it, early or late: an account that knows a later revision is left alone. */
async function carryOut(
  { accounts, organisations }: Collections,
  organisation: string,
  revision: number,
  change: StaffChange,
): Promise<void> {
  const earlier = { account: change.account, organisation, staffRevision: { $lt: revision } };
  if (change.roles) await accounts.updateOne(earlier, { $set: { roles: change.roles, staffRevision: revision } });
  else await accounts.deleteOne(earlier);
  await organisations.updateOne({ _id: organisation, staffRevision: revision }, { $set: { staffChange: null } });
}

async function verdictOn({ accounts }: Collections, organisation: string, change: StaffChange): Promise<ChangeOutcome> {
  const staff = await accounts.find({ organisation }).lean();
  if (!staff.some(({ account }) => account === change.account)) return 'not-found';
  if (change.roles?.includes('hr')) return 'done';
  const hr = staff.filter((account) => account.roles.includes('hr') && canSignIn(account));
  return hr.length === 1 && hr[0]?.account === change.account ? 'last-hr' : 'done';
}
