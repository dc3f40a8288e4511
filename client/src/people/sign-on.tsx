import { useLocation } from 'react-router';
import type { signOn } from '#shared/contract/accounts-sign-on.js';
import { addressOf } from '../api/call.js';
import { useAct, useRow } from '../api/queries.js';
import { useSessionChange } from '../api/session.js';
import { useWords, type WordKey } from '../office/language/words.js';
import { Button, ButtonLink, classes } from '../ui/button.js';
import { Form, text } from '../ui/form.js';
import { Buttons, Callout, Card } from '../ui/page.js';
import { CodeField } from './code-field.js';
import { NarrowPage } from './narrow-page.js';
import styles from './sign-on.module.css';

type Refused = Exclude<(typeof signOn)['startSignOn' | 'finishSignOn']['refuses'][number], 'code-needed'>;

const WORDS = {
  'sso-off': 'signIn.refused.off',
  'sso-expired': 'signIn.refused.expired',
  'sso-refused': 'signIn.refused.refused',
  'sso-unreachable': 'signIn.refused.unreachable',
  'sso-unverified': 'signIn.refused.unverified',
  'sso-unknown': 'signIn.refused.unknown',
  'sso-other-identity': 'signIn.refused.otherIdentity',
  'too-many-tries': 'signIn.refused.tooMany',
} as const satisfies Record<Refused, WordKey>;

/** How the identity provider is called; undefined while that is being asked, or where there is none. */
export function useSignOnName(): string | undefined {
  return useRow('readSignOn', {}).data?.name ?? undefined;
}

/** Whoever is signed in over there is nobody here: without being asked anew they would come back the same. */
const SOMEBODY_ELSE: ReadonlySet<string | null> = new Set<Refused>(['sso-unverified', 'sso-unknown', 'sso-other-identity']);

/** Leads to the identity provider, and back to the page that was asked for. Below the form, so that nothing moves when it appears. */
export function SignOnLink() {
  const t = useWords();
  const name = useSignOnName();
  const { pathname, search } = useLocation();
  if (!name) return null;
  const refused = new URLSearchParams(search).get('refused');
  const as = SOMEBODY_ELSE.has(refused) ? ({ as: 'somebody-else' } as const) : {};
  const query = pathname === '/sign-in' ? as : { to: pathname + search };
  return (
    <div className={styles.other}>
      <span className={styles.or}>{t('signIn.or')}</span>
      <a href={addressOf('startSignOn', { query })} className={classes('plain')}>
        {t('signIn.signOn', { name })}
      </a>
    </div>
  );
}

/** Why the way by the identity provider led nowhere, in our words: what the provider writes is not shown. Told once, when it is known what that is called. */
export function SignOnRefused({ code }: { code: string }) {
  const t = useWords();
  const asked = useRow('readSignOn', {});
  if (asked.isPending && asked.failureCount === 0) return null;
  const provider = asked.data?.name ?? t('account.signOn');
  return (
    <Callout tone="danger" title={t('signIn.refused.title')}>
      <p>{t(code in WORDS ? WORDS[code as Refused] : 'signIn.refused.fault', { provider })}</p>
    </Callout>
  );
}

/** The provider has said who it is; the account asks for its own second factor all the same. */
export function CodeAfterSignOn() {
  const t = useWords();
  const change = useSessionChange();
  const confirm = useAct('confirmSignOn', { refreshes: [] });
  return (
    <NarrowPage title={t('signIn.codeTitle')} lead={t('signIn.codeText')}>
      <Card>
        <Form
          refused={confirm.error}
          onSubmit={(fields) => confirm.mutate({ body: { code: text(fields, 'code') } }, { onSuccess: change })}
        >
          <CodeField />
          <Buttons>
            <Button type="submit" look="primary" busy={confirm.isPending}>
              {t('signIn.submit')}
            </Button>
            <ButtonLink to="/sign-in" look="quiet">
              {t('signIn.again')}
            </ButtonLink>
          </Buttons>
        </Form>
      </Card>
    </NarrowPage>
  );
}
