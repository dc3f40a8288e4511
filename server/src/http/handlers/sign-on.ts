import type { signOn } from '#shared/contract/accounts-sign-on.js';
import { Refusal } from '#shared/contract/refusal.js';
import type { AccountNeeds } from '../../accounts/accounts.js';
import { confirmSignOn, finishSignOn, readSignOn, startSignOn } from '../../accounts/sign-on.js';
import type { Handlers } from '../handler.js';
import { enter } from './accounts.js';

export function signOnHandlers(needs: AccountNeeds) {
  return {
    readSignOn: async () => readSignOn(needs),
    startSignOn: async ({ request: { query }, address, signOnCookie }) => {
      const { to, note } = await startSignOn(needs, { back: query.to, anew: query.as === 'somebody-else', address });
      signOnCookie.set(note.text, note.expires);
      return { to };
    },
    finishSignOn: async ({ request: { query }, address, cookie, signOnCookie }) => {
      signOnCookie.clear();
      const outcome = await finishSignOn(needs, { callback: query, note: signOnCookie.token, address });
      if ('codeNeeded' in outcome) {
        signOnCookie.set(outcome.codeNeeded.text, outcome.codeNeeded.expires);
        throw new Refusal('code-needed', { field: 'code', remedy: 'Enter the code that your authenticator app shows.' });
      }
      enter(cookie, outcome.session);
      return { to: outcome.to };
    },
    confirmSignOn: async ({ request: { body }, cookie, signOnCookie }) => {
      const session = await confirmSignOn(needs, { code: body.code, note: signOnCookie.token });
      signOnCookie.clear();
      return enter(cookie, session);
    },
  } satisfies Handlers<typeof signOn>;
}
