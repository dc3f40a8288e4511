import { toBase64Url } from '#shared/ballot/encoding.js';
import { Refusal, type RefusalCode } from '#shared/contract/refusal.js';
import { recordActing } from '../audit/audit.js';
import type { AccountRecord } from '../storage/port/registrar/accounts.js';
import { type AccountNeeds, hasJoined } from './accounts.js';
import type { Callback, Identity, IdentityProvider, SignOnSecrets } from './identity-provider.js';
import { countTry, isFirstUse } from './limits.js';
import { type OpenedSession, openSession } from './sessions.js';
import { openNote, sealNote } from './sign-on-note.js';
import { refuseWrongCode } from './two-factor.js';

/** Time to find a password manager and a second factor over there. */
const ROUND_TRIP_SECONDS = 10 * 60;
/** Time to find the authenticator app of this account. */
const CODE_SECONDS = 5 * 60;

/** What a browser keeps, sealed, while its holder is away. */
export interface SignOnNote {
  text: string;
  expires: Date;
}

/** How the provider is called; null where none is configured. */
export function readSignOn({ oidc }: AccountNeeds): { name: string | null } {
  return { name: oidc?.name ?? null };
}

/** Begins a sign-in at the identity provider, which asks `anew` also somebody whom it knows. `back` is the page of this site that opens afterwards. Refuses (`sso-off`, `sso-unreachable`). */
export async function startSignOn(
  needs: AccountNeeds,
  { back, anew, address }: { back: string | undefined; anew: boolean; address: string },
): Promise<{ to: string; note: SignOnNote }> {
  await countTry(needs, 'sign-on', address);
  const text = () => toBase64Url(needs.random(32));
  const secrets: SignOnSecrets = { state: text(), nonce: text(), verifier: text() };
  const to = await providerOf(needs).signInAddress(secrets, anew);
  return { to, note: sealNote(needs, { kind: 'away', ...secrets, back: ownPage(back) }, ROUND_TRIP_SECONDS) };
}

export type SignOnOutcome = { session: OpenedSession; to: string } | { codeNeeded: SignOnNote };

/**
 * Ends it, once: opens a session of the account that belongs to whoever the provider says it is, or asks for the second factor of an account that has one.
 * Refuses a callback that this browser did not begin or that was used (`sso-expired`), and whoever has no account here (`sso-unknown`, `sso-unverified`, `sso-other-identity`).
 */
export async function finishSignOn(
  needs: AccountNeeds,
  { callback, note: text, address }: { callback: Callback; note: string | undefined; address: string },
): Promise<SignOnOutcome> {
  await countTry(needs, 'sign-on', address);
  const provider = providerOf(needs);
  const note = openNote(needs, 'away', text);
  if (!note || note.state !== callback.state || !(await isFirstUse(needs, note.state, ROUND_TRIP_SECONDS))) throw refused('sso-expired');
  const identity = await provider.identify(callback, note);
  const account = await holderOf(needs, identity);
  if (account.twoFactor === null)
    return { session: await openSession(needs, await bound(needs, account, identity.subject), refused('sso-expired')), to: note.back };
  // The provider's word alone binds nothing here, or whoever runs the provider could get round the second factor, or in its holder's way.
  const { organisation, id } = account;
  return { codeNeeded: sealNote(needs, { kind: 'code', organisation, account: id, subject: identity.subject }, CODE_SECONDS) };
}

/** Lets somebody in whom the provider has vouched for, by the code of their second factor. Refuses (`sso-expired`) a note that is too old, and a wrong code. */
export async function confirmSignOn(
  needs: AccountNeeds,
  { code, note: text }: { code: string; note: string | undefined },
): Promise<OpenedSession> {
  const note = openNote(needs, 'code', text);
  if (!note) throw refused('sso-expired');
  const account = await needs.registrar.accounts.read(note.organisation, note.account);
  if (!account) throw refused('sso-unknown');
  if (account.twoFactor !== null) await refuseWrongCode(needs, account, code);
  return openSession(needs, await bound(needs, account, note.subject), refused('sso-expired'));
}

/** By the subject; by the address only for an account that nobody has come to from there. Nobody is given an account. */
async function holderOf({ registrar: { accounts } }: AccountNeeds, { subject, email }: Identity): Promise<AccountRecord> {
  const known = await accounts.readByOidcSubject(subject);
  if (known) return known;
  if (email === undefined) throw refused('sso-unverified');
  const account = await accounts.readByEmail(email);
  if (!account) throw refused('sso-unknown');
  // The address may have gone to somebody else since.
  if (account.oidcSubject !== null) throw refused('sso-other-identity');
  return account;
}

async function bound(needs: AccountNeeds, account: AccountRecord, subject: string): Promise<AccountRecord> {
  if (account.oidcSubject === subject) return account;
  const { organisation, id, name: who, email } = account;
  const act = hasJoined(account) ? 'sign-on-bound' : 'colleague-joined';
  await recordActing(needs, { organisation, who, act, subject: email }, async () => {
    const outcome = await needs.registrar.accounts.bindOidc(organisation, id, subject);
    if (outcome !== 'bound') throw refused(outcome === 'not-found' ? 'sso-unknown' : 'sso-other-identity');
  });
  return { ...account, oidcSubject: subject };
}

/** A page of this site and no other: an address that leads elsewhere opens the first page. */
function ownPage(back: string | undefined): string {
  const here = 'http://here.invalid';
  if (!back?.startsWith('/') || !URL.canParse(back, here)) return '/';
  const { origin, pathname, search } = new URL(back, here);
  return origin === here && !pathname.startsWith('//') ? pathname + search : '/';
}

function providerOf({ oidc }: AccountNeeds): IdentityProvider {
  if (!oidc) throw refused('sso-off');
  return oidc;
}

function refused(code: keyof typeof REMEDIES & RefusalCode): Refusal {
  return new Refusal(code, { remedy: REMEDIES[code] });
}

const REMEDIES = {
  'sso-off': 'Use your password: no identity provider is set up here.',
  'sso-expired': 'Begin again from the sign-in page.',
  'sso-unverified': 'Use your password, or have your e-mail address verified at the identity provider.',
  'sso-unknown': 'Ask a colleague in HR to invite the e-mail address that you have at the identity provider.',
  'sso-other-identity': 'Use your password. Whoever runs this server can release the account.',
};
