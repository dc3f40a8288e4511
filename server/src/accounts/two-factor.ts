import QRCode from 'qrcode';
import { Refusal } from '#shared/contract/refusal.js';
import { recordActing } from '../audit/audit.js';
import type { AccountRecord } from '../storage/port/registrar/accounts.js';
import { type AccountNeeds, type SignedIn, tokenHash } from './accounts.js';
import { countTry, forgetTries } from './limits.js';
import { refuseWrongPassword } from './password-again.js';
import { openSecret, type SealUse, sealSecret } from './sealed-secret.js';
import { matchingStep, totpUri, typedSecret } from './totp.js';

/** RFC 4226 asks for 160 bits. */
const SECRET_BYTES = 20;

/** A secret as an authenticator app takes it: typed, by its address, or from the picture of that (a QR code in SVG). */
export interface TwoFactorSecret {
  secret: string;
  uri: string;
  picture: string;
}

/** Makes a secret for an authenticator app; it counts from the first right code on. Refuses (`not-permitted`) while another one is on. */
export async function startTwoFactor(needs: AccountNeeds, { organisation, account }: SignedIn): Promise<TwoFactorSecret> {
  if (account.twoFactor) throw new Refusal('not-permitted', { remedy: 'Turn the second factor off first.' });
  const secret = needs.random(SECRET_BYTES);
  const sealed = sealSecret(needs.sessionSecret, sealFor(account.id), secret, needs.random(12));
  await needs.registrar.accounts.proposeTwoFactor(organisation, account.id, sealed);
  const uri = totpUri(secret, account.email);
  return { secret: typedSecret(secret), uri, picture: await QRCode.toString(uri, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 }) };
}

/** Turns the second factor on and ends the account's other sessions. Refuses (`sign-in-failed`) a code that is not the secret's. */
export async function enableTwoFactor(
  needs: AccountNeeds,
  { organisation, account }: SignedIn,
  code: string,
  session: string,
): Promise<void> {
  await countTry(needs, 'code', account.id);
  const sealed = await needs.registrar.accounts.readProposedTwoFactor(organisation, account.id);
  const step = sealed === null ? undefined : stepOf(needs, account.id, sealed, code);
  if (sealed === null || step === undefined) throw wrongCode();
  await recordActing(needs, { organisation, who: account.name, act: 'two-factor-on', subject: account.email }, async () => {
    // Not a newer secret, whose code nobody has shown: its holder would be locked out.
    if (!(await needs.registrar.accounts.confirmTwoFactor(organisation, account.id, { sealedSecret: sealed, step }))) throw wrongCode();
    await needs.registrar.access.closeOtherSessions(organisation, account.id, tokenHash(session));
  });
  await forgetTries(needs, 'code', account.id);
}

/** Turns it off. Refuses (`sign-in-failed`) a wrong password. */
export async function disableTwoFactor(needs: AccountNeeds, by: SignedIn, password: string): Promise<void> {
  const { organisation, account } = by;
  await refuseWrongPassword(needs, by, password, 'password');
  await recordActing(needs, { organisation, who: account.name, act: 'two-factor-off', subject: account.email }, () =>
    needs.registrar.accounts.removeTwoFactor(organisation, account.id),
  );
}

/** Lets the right code through, once. Refuses (`code-needed`) none, and (`sign-in-failed`) a wrong one or one that was used. */
export async function refuseWrongCode(needs: AccountNeeds, account: AccountRecord, code: string | undefined): Promise<void> {
  if (code === undefined) throw new Refusal('code-needed', { field: 'code', remedy: 'Enter the code that your authenticator app shows.' });
  await countTry(needs, 'code', account.id);
  const step = account.twoFactor === null ? undefined : stepOf(needs, account.id, account.twoFactor, code);
  if (step === undefined) throw wrongCode();
  if ((await needs.registrar.accounts.takeCodeStep(account.organisation, account.id, step)) === 'replayed') throw wrongCode();
  await forgetTries(needs, 'code', account.id);
}

function stepOf({ sessionSecret, clock }: AccountNeeds, account: string, sealed: string, code: string): number | undefined {
  const secret = openSecret(sessionSecret, sealFor(account), sealed);
  return secret && matchingStep(secret, code, clock.now());
}

function sealFor(account: string): SealUse {
  return { purpose: 'second factor', boundTo: account };
}

function wrongCode(): Refusal {
  return new Refusal('sign-in-failed', {
    ...{ field: 'code', reason: 'That is not the right code.' },
    remedy: 'Wait for the next code and enter that one. Each code works once.',
  });
}
