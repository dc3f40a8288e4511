import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { Me } from '#shared/contract/accounts.js';
import { call } from '../api/call.js';
import { useAct } from '../api/queries.js';
import type { CallRefused } from '../api/refused.js';
import { useSessionChange } from '../api/session.js';
import { useWords } from '../office/language/words.js';
import { Button, ButtonLink } from '../ui/button.js';
import { Form } from '../ui/form.js';
import { Callout, Card } from '../ui/page.js';
import { Wait } from '../ui/wait.js';
import { CodeField } from './code-field.js';
import { NarrowPage } from './narrow-page.js';
import { NewPasswordField } from './new-password-field.js';
import { useLinkToken } from './token.js';

/** A one-time link: an invited colleague's first password, or a new one. */
export function Join() {
  const t = useWords();
  const token = useLinkToken();
  if (!token) {
    return (
      <NarrowPage title={t('signIn.title')}>
        <Callout tone="warn" title={t('join.noToken')} />
      </NarrowPage>
    );
  }
  return <JoinWith token={token} />;
}

function JoinWith({ token }: { token: string }) {
  const t = useWords();
  const link = useQuery<Awaited<ReturnType<typeof call<'readOneTimeLink'>>>, CallRefused>({
    queryKey: ['readOneTimeLink', token],
    queryFn: () => call('readOneTimeLink', { body: { token } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const title = link.data?.purpose === 'join' ? t('join.title', { organisation: link.data.organisation }) : t('join.resetTitle');
  return (
    <NarrowPage title={title} lead={link.data ? t('join.lead', { name: link.data.name, email: link.data.email }) : ''}>
      <Wait for={link}>{({ email, code }) => <PasswordForm token={token} email={email} asksCode={code} />}</Wait>
      {link.error && !link.error.away ? <ToSignIn /> : null}
    </NarrowPage>
  );
}

/** Who has used the link has an account. */
function ToSignIn() {
  const t = useWords();
  return (
    <div>
      <ButtonLink to="/sign-in">{t('signIn.title')}</ButtonLink>
    </div>
  );
}

/** `asksCode`: the account has a second factor, which a link from HR does not get round. */
function PasswordForm({ token, email, asksCode }: { token: string; email: string; asksCode: boolean }) {
  const t = useWords();
  const navigate = useNavigate();
  const change = useSessionChange();
  const use = useAct('useOneTimeLink', { refreshes: [], leadsAway: true });
  const enter = (me: Me) => {
    change(me);
    navigate('/', { replace: true });
  };

  function submit(fields: FormData): void {
    const password = String(fields.get('password') ?? '');
    const code = asksCode ? { code: String(fields.get('code') ?? '') } : {};
    use.mutate({ body: { token, password, ...code } }, { onSuccess: enter });
  }

  return (
    <Card>
      <Form refused={use.error} onSubmit={submit}>
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <NewPasswordField label={t('join.password')} hint={t('setup.passwordHint')} />
        {asksCode ? <CodeField /> : null}
        <Button type="submit" look="primary" busy={use.isPending}>
          {t('join.submit')}
        </Button>
      </Form>
    </Card>
  );
}
