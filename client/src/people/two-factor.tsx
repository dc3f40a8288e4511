import { useState } from 'react';
import { useAct } from '../api/queries.js';
import { useWords } from '../office/language/words.js';
import { Button } from '../ui/button.js';
import { TextField } from '../ui/field.js';
import { Form, text } from '../ui/form.js';
import { Code } from '../ui/page.js';
import { takeFocus } from '../ui/take-focus.js';
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
  const { secret, uri, picture } = start.data;
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
