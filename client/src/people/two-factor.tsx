import { useState } from 'react';
import type { Reply } from '../api/call.js';
import { useAct } from '../api/queries.js';
import { useWords } from '../office/language/words.js';
import { Button } from '../ui/button.js';
import { TextField } from '../ui/field.js';
import { Form, text } from '../ui/form.js';
import { Code } from '../ui/page.js';
import { takeFocus } from '../ui/take-focus.js';
import { SixDigits } from './code-field.js';
import styles from './two-factor.module.css';

/** `password`: the account has one, by which its second factor goes off again. */
export function TwoFactor({ on, password }: { on: boolean; password: boolean }) {
  const t = useWords();
  if (!on) return <TurnOn />;
  return (
    <>
      <p>{t('account.twoFactorOn')}</p>
      {password ? <TurnOff /> : <p>{t('account.stopByPassword')}</p>}
    </>
  );
}

function TurnOn() {
  const t = useWords();
  const start = useAct('startTwoFactor', { refreshes: [] });
  if (start.data) {
    return (
      <>
        <KeyToScan {...start.data} />
        <ConfirmKey />
      </>
    );
  }
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

function KeyToScan({ secret, uri, picture }: Reply<'startTwoFactor'>) {
  const t = useWords();
  return (
    <>
      <p ref={takeFocus} tabIndex={-1}>
        {t('account.scan')}
      </p>
      <div className={styles.key}>
        <img className={styles.picture} src={`data:image/svg+xml,${encodeURIComponent(picture)}`} alt={t('account.picture')} />
        <div className={styles.typed}>
          <strong>{t('account.secret')}</strong>
          <span dir="ltr">
            <Code>{secret.replace(/(.{4})/g, '$1 ').trim()}</Code>
          </span>
          <a href={uri}>{t('account.openApp')}</a>
        </div>
      </div>
    </>
  );
}

function ConfirmKey() {
  const t = useWords();
  const enable = useAct('enableTwoFactor', { refreshes: ['readMe'] });
  return (
    <Form onSubmit={(fields) => enable.mutate({ body: { code: text(fields, 'code') } })} refused={enable.error}>
      <SixDigits label={t('account.code')} />
      <div>
        <Button type="submit" look="primary" busy={enable.isPending}>
          {t('account.enable')}
        </Button>
      </div>
    </Form>
  );
}

function TurnOff() {
  const t = useWords();
  const [asked, setAsked] = useState(false);
  const disable = useAct('disableTwoFactor', { refreshes: ['readMe'] });
  if (!asked) {
    return (
      <div>
        <Button onPress={() => setAsked(true)}>{t('account.stop')}</Button>
      </div>
    );
  }
  return (
    <Form onSubmit={(fields) => disable.mutate({ body: { password: String(fields.get('password') ?? '') } })} refused={disable.error}>
      <TextField name="password" type="password" label={t('account.password')} autoComplete="current-password" autoFocus required />
      <div>
        <Button type="submit" look="danger" busy={disable.isPending}>
          {t('account.disable')}
        </Button>
      </div>
    </Form>
  );
}
