import type { OrganisationDetails } from '#shared/contract/accounts.js';
import { Refusal } from '#shared/contract/refusal.js';
import { type AccountNeeds, newToken, tokenHash } from '../accounts/accounts.js';
import { countTry } from '../accounts/limits.js';
import { refuseWeakPassword } from '../accounts/password-strength.js';
import { type OpenedSession, openSession } from '../accounts/sessions.js';
import { recordActing } from '../audit/audit.js';
import { newRowId } from '../random.js';
import type { AccountRecord } from '../storage/port/registrar/accounts.js';

export interface Setup {
  token: string;
  organisation: OrganisationDetails;
  account: { name: string; email: string; password: string };
  address: string;
  /** The organisation's data will be invented. */
  sample?: boolean;
}

/** Whether this installation has no organisation yet. */
export async function setupNeeded({ registrar }: Pick<AccountNeeds, 'registrar'>): Promise<boolean> {
  return (await registrar.organisations.list()).length === 0;
}

/** A link to set the installation up with; the one before stops working. Undefined once it is set up. */
export async function makeSetupLink(needs: AccountNeeds): Promise<{ link: string; token: string } | undefined> {
  if (!(await setupNeeded(needs))) return undefined;
  const { token, hash } = newToken(needs.random);
  await needs.registrar.organisations.keepSetupHash(hash);
  return { link: `${needs.baseUrl}/setup#${token}`, token };
}

/** Founds the organisation with its first HR account, once. Refuses `setup-done`, `link-spent`, `password-weak`. */
export async function setUp(needs: AccountNeeds, { token, organisation, account, address, sample = false }: Setup): Promise<OpenedSession> {
  await countTry(needs, 'setup', address);
  refuseWeakPassword(account.password, { ...account, organisation: organisation.name }, 'account.password');
  if (!(await setupNeeded(needs))) throw done();
  const createdAt = needs.clock.now().toISOString();
  const founded = { id: newRowId(needs.random), ...organisation, sample, createdAt };
  const first: AccountRecord = {
    ...{ id: newRowId(needs.random), organisation: founded.id, name: account.name, email: account.email, roles: ['hr'] },
    ...{ password: await needs.passwords.hash(account.password), twoFactor: null, oidcSubject: null, createdAt },
  };
  const act = { organisation: founded.id, who: first.name, act: 'organisation-set-up', subject: founded.name } as const;
  await recordActing(needs, act, async () => {
    const outcome = await needs.registrar.organisations.found({ organisation: founded, account: first, setupHash: tokenHash(token) });
    if (outcome === 'setup-done') throw done();
    if (outcome === 'link-spent')
      throw new Refusal('link-spent', { field: 'token', remedy: 'Open the link that the server printed when it was last started.' });
  });
  return openSession(needs, first);
}

function done(): Refusal {
  return new Refusal('setup-done', { remedy: 'This installation is set up. Sign in.' });
}
