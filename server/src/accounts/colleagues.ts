import type { Colleague, OneTimeLink } from '#shared/contract/accounts.js';
import { Refusal } from '#shared/contract/refusal.js';
import { type Role, rolesGoTogether } from '#shared/contract/roles.js';
import { type Act, recordActing } from '../audit/audit.js';
import { newRowId } from '../random.js';
import type { AccountRecord, ChangeOutcome } from '../storage/port/registrar/accounts.js';
import { type AccountNeeds, colleagueGone, hasJoined, presentColleague, type SignedIn } from './accounts.js';
import { makeLink } from './one-time-links.js';

export async function listColleagues({ registrar }: AccountNeeds, { organisation }: SignedIn): Promise<Colleague[]> {
  return (await registrar.accounts.list(organisation)).map(presentColleague);
}

export interface Invitee {
  name: string;
  email: string;
  roles: readonly Role[];
}

/** Makes an account and the link its holder chooses a password with. Refuses (`email-taken`, `roles-conflict`). */
export async function inviteColleague(
  needs: AccountNeeds,
  by: SignedIn,
  invitee: Invitee,
): Promise<OneTimeLink & { colleague: Colleague }> {
  const roles = togetherOrRefused(invitee.roles);
  const { organisation } = by;
  const account: AccountRecord = {
    ...{ id: newRowId(needs.random), organisation, name: invitee.name, email: invitee.email, roles },
    ...{ password: null, twoFactor: null, oidcSubject: null, createdAt: needs.clock.now().toISOString() },
  };
  await recordActing(needs, staffAct(by, 'colleague-invited', `${account.email}: ${roles.join(', ')}`), async () => {
    if ((await needs.registrar.accounts.add(account)) === 'email-taken')
      throw new Refusal('email-taken', { field: 'email', remedy: 'This address has an account already: change its roles instead.' });
  });
  return { ...(await makeLink(needs, account, 'join')), colleague: presentColleague(account) };
}

/** Gives an account other roles, from its next request on. Refuses (`not-found`, `roles-conflict`, `last-hr`). */
export async function changeColleague(needs: AccountNeeds, by: SignedIn, id: string, wanted: readonly Role[]): Promise<Colleague> {
  const roles = togetherOrRefused(wanted);
  const { organisation } = by;
  const { email } = await colleague(needs, organisation, id);
  await recordActing(needs, staffAct(by, 'roles-changed', `${email}: ${roles.join(', ')}`), async () =>
    refuseUnlessDone(await needs.registrar.accounts.changeRoles(organisation, id, roles)),
  );
  return presentColleague(await colleague(needs, organisation, id));
}

/** Takes the account away, with its sessions and links. Refuses (`not-found`, `last-hr`). */
export async function removeColleague(needs: AccountNeeds, by: SignedIn, id: string): Promise<void> {
  const { organisation } = by;
  const account = await colleague(needs, organisation, id);
  await recordActing(needs, staffAct(by, 'colleague-removed', account.email), async () =>
    refuseUnlessDone(await needs.registrar.accounts.remove(organisation, id)),
  );
}

/** A new link for somebody who lost theirs, or their password. Entered in the ledger: whoever makes a link could use it. */
export async function renewColleagueLink(needs: AccountNeeds, by: SignedIn, id: string): Promise<OneTimeLink> {
  const account = await colleague(needs, by.organisation, id);
  return recordActing(needs, staffAct(by, 'link-renewed', account.email), () =>
    makeLink(needs, account, hasJoined(account) ? 'reset' : 'join'),
  );
}

function staffAct({ organisation, account }: SignedIn, act: Act['act'], subject: string): Act {
  return { organisation, who: account.name, act, subject };
}

async function colleague({ registrar }: AccountNeeds, organisation: string, id: string): Promise<AccountRecord> {
  const account = await registrar.accounts.read(organisation, id);
  if (!account) throw colleagueGone();
  return account;
}

function togetherOrRefused(roles: readonly Role[]): Role[] {
  const chosen = [...new Set(roles)];
  if (rolesGoTogether(chosen)) return chosen;
  throw new Refusal('roles-conflict', {
    field: 'roles',
    reason: 'HR and steward may not be the same person: one runs the rounds, the other keeps them honest.',
    remedy: 'Choose one of the two.',
  });
}

function refuseUnlessDone(outcome: ChangeOutcome): void {
  if (outcome === 'not-found') throw colleagueGone();
  if (outcome === 'last-hr') throw new Refusal('last-hr', { remedy: 'Give somebody else the role HR first, and let them sign in once.' });
}
