import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useAct, useRow } from '../api/queries.js';
import { useSessionChange } from '../api/session.js';
import { useWords } from '../office/language/words.js';
import { Button, ButtonLink } from '../ui/button.js';
import { Select, TextField } from '../ui/field.js';
import { Form, text } from '../ui/form.js';
import { Callout, Card } from '../ui/page.js';
import { languageChoices, timeZoneChoices } from './choices.js';
import { NarrowPage } from './narrow-page.js';
import { NewPasswordField } from './new-password-field.js';
import { useLinkToken } from './token.js';

/** First run: the organisation and the first HR account, behind the one-time link that the server printed. */
export function SetUp() {
  const t = useWords();
  const token = useLinkToken();
  const setup = useRow('readSetup', {});
  if (setup.data && !setup.data.needed) {
    return (
      <NarrowPage title={t('setup.done')} lead={t('setup.doneText')}>
        <div>
          <ButtonLink to="/sign-in">{t('signIn.title')}</ButtonLink>
        </div>
      </NarrowPage>
    );
  }
  return (
    <NarrowPage title={t('setup.title')} lead={t('setup.lead')}>
      {token ? (
        <SetUpForm token={token} />
      ) : (
        <Callout tone="warn" title={t('setup.noToken')}>
          <p>{t('setup.noTokenText')}</p>
        </Callout>
      )}
    </NarrowPage>
  );
}

function SetUpForm({ token }: { token: string }) {
  const t = useWords();
  const navigate = useNavigate();
  const change = useSessionChange();
  const setUp = useAct('setUp', { refreshes: [], leadsAway: true });

  function submit(fields: FormData): void {
    const organisation = {
      name: text(fields, 'organisation.name'),
      timeZone: text(fields, 'organisation.timeZone'),
      language: text(fields, 'organisation.language'),
    };
    const account = {
      name: text(fields, 'account.name'),
      email: text(fields, 'account.email'),
      password: String(fields.get('account.password') ?? ''),
    };
    setUp.mutate(
      { body: { token, organisation, account } },
      {
        onSuccess: (me) => {
          change(me);
          navigate('/start', { replace: true });
        },
      },
    );
  }

  return (
    <Form onSubmit={submit} refused={setUp.error}>
      <OrganisationCard />
      <AccountCard />
      <Button type="submit" look="primary" busy={setUp.isPending}>
        {t('setup.submit')}
      </Button>
    </Form>
  );
}

function OrganisationCard() {
  const t = useWords();
  const { i18n } = useTranslation();
  return (
    <Card title={t('setup.organisation')}>
      <TextField
        name="organisation.name"
        label={t('setup.name')}
        hint={t('setup.nameHint')}
        autoComplete="organization"
        maxLength={200}
        required
      />
      <Select
        name="organisation.timeZone"
        label={t('setup.timeZone')}
        hint={t('setup.timeZoneHint')}
        choices={timeZoneChoices()}
        defaultValue={Intl.DateTimeFormat().resolvedOptions().timeZone}
      />
      <Select
        name="organisation.language"
        label={t('setup.language')}
        hint={t('setup.languageHint')}
        choices={languageChoices()}
        defaultValue={i18n.language}
      />
    </Card>
  );
}

function AccountCard() {
  const t = useWords();
  return (
    <Card title={t('setup.account')}>
      <TextField name="account.name" label={t('setup.yourName')} autoComplete="name" maxLength={200} required />
      <TextField name="account.email" type="email" label={t('setup.email')} autoComplete="username" required />
      <NewPasswordField name="account.password" label={t('setup.password')} hint={t('setup.passwordHint')} />
    </Card>
  );
}
