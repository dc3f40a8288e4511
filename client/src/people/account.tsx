import { useState } from 'react';
import { useAct } from '../api/queries.js';
import { useWords } from '../office/language/words.js';
import { useSigned } from '../office/organisation.js';
import { Button } from '../ui/button.js';
import { TextField } from '../ui/field.js';
import { Form, text } from '../ui/form.js';
import { Card, Code, Definitions, Page } from '../ui/page.js';

export function Account() {
  const t = useWords();
  const { account, roles } = useSigned();
  return (
    <Page title={t('account.title')}>
      <Card title={t('account.details')}>
        <Definitions
          rows={[
            [t('account.name'), account.name],
            [t('account.email'), account.email],
            [t('account.roles'), roles.map((role) => t(`roles.${role}`)).join(', ')],
          ]}
        />
      </Card>
      <Card title={t('account.twoFactor')}>{account.twoFactor ? <TurnOff /> : <TurnOn />}</Card>
    </Page>
  );
}

function TurnOn() {
  const t = useWords();
  const start = useAct('startTwoFactor', { refreshes: [] });
  const enable = useAct('enableTwoFactor', { refreshes: ['readMe'] });
  if (!start.data) {
    return (
      <>
        <p>{t('account.twoFactorOff')}</p>
        <div>
          <Button onPress={() => start.mutate({})} busy={start.isPending}>
            {t('account.start')}
          </Button>
        </div>
      </>
    );
  }
  return (
    <>
      <p>{t('account.scan')}</p>
      <Definitions rows={[[t('account.secret'), <Code key="secret">{start.data.secret.replace(/(.{4})/g, '$1 ').trim()}</Code>]]} />
      <p>
        <a href={start.data.uri}>{t('account.openApp')}</a>
      </p>
      <Form onSubmit={(fields) => enable.mutate({ body: { code: text(fields, 'code') } })} refused={enable.error}>
        <TextField name="code" label={t('account.code')} autoComplete="one-time-code" inputMode="numeric" pattern="[0-9]{6}" required />
        <div>
          <Button type="submit" look="primary" busy={enable.isPending}>
            {t('account.enable')}
          </Button>
        </div>
      </Form>
    </>
  );
}

function TurnOff() {
  const t = useWords();
  const [asked, setAsked] = useState(false);
  const disable = useAct('disableTwoFactor', { refreshes: ['readMe'] });
  return (
    <>
      <p>{t('account.twoFactorOn')}</p>
      {asked ? (
        <Form onSubmit={(fields) => disable.mutate({ body: { password: String(fields.get('password') ?? '') } })} refused={disable.error}>
          <TextField name="password" type="password" label={t('account.password')} autoComplete="current-password" required />
          <div>
            <Button type="submit" look="danger" busy={disable.isPending}>
              {t('account.disable')}
            </Button>
          </div>
        </Form>
      ) : (
        <div>
          <Button onPress={() => setAsked(true)}>{t('account.stop')}</Button>
        </div>
      )}
    </>
  );
}
