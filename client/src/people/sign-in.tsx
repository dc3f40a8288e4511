import { useState } from 'react';
import { useLocation } from 'react-router';
import { useAct, useRow } from '../api/queries.js';
import { useSessionChange, useSessionEnded } from '../api/session.js';
import { useWords } from '../office/language/words.js';
import { Button } from '../ui/button.js';
import { TextField } from '../ui/field.js';
import { Form, text } from '../ui/form.js';
import { Callout, Card, Muted } from '../ui/page.js';
import { CodeField } from './code-field.js';
import { NarrowPage } from './narrow-page.js';
import { CodeAfterSignOn, SignOnLink, SignOnRefused } from './sign-on.js';

/** Shown at whatever address was asked for, which then opens. The identity provider sends people back here with what was refused. */
export function SignIn() {
  const t = useWords();
  const refused = new URLSearchParams(useLocation().search).get('refused');
  const setup = useRow('readSetup', {});
  const ended = useSessionEnded();
  if (refused === 'code-needed') return <CodeAfterSignOn />;
  if (setup.data?.needed && !setup.isFetching) return <NarrowPage title={t('setup.notYet')} lead={t('setup.notYetText')} />;
  return (
    <NarrowPage title={t('signIn.title')} lead={t('signIn.lead')}>
      {refused ? <SignOnRefused code={refused} /> : null}
      {ended && !refused ? (
        <Callout tone="warn" title={t('signIn.endedTitle')}>
          <p>{t('signIn.endedText')}</p>
        </Callout>
      ) : null}
      <Card>
        <PasswordForm />
        <SignOnLink />
      </Card>
      <Muted>{t('signIn.forgot')}</Muted>
    </NarrowPage>
  );
}

/** Asks for the code only when the account has a second factor. */
function PasswordForm() {
  const t = useWords();
  const change = useSessionChange();
  const signIn = useAct('signIn', { refreshes: [] });
  const [codeAsked, setCodeAsked] = useState(false);
  const refused = signIn.error?.code === 'code-needed' ? null : signIn.error;

  function submit(fields: FormData): void {
    const code = text(fields, 'code');
    const body = { email: text(fields, 'email'), password: String(fields.get('password') ?? ''), ...(code ? { code } : {}) };
    signIn.mutate({ body }, { onSuccess: change, onError: (fault) => setCodeAsked(codeAsked || fault.code === 'code-needed') });
  }

  return (
    <Form onSubmit={submit} refused={refused}>
      <TextField name="email" type="email" label={t('signIn.email')} autoComplete="username" required />
      <TextField name="password" type="password" label={t('signIn.password')} autoComplete="current-password" required />
      {codeAsked ? <CodeField autoFocus /> : null}
      <Button type="submit" look="primary" busy={signIn.isPending}>
        {t('signIn.submit')}
      </Button>
    </Form>
  );
}
