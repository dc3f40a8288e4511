import { useState } from 'react';
import { PASSWORD_LENGTH } from '#shared/contract/fields.js';
import { useAct } from '../api/queries.js';
import { useWords } from '../office/language/words.js';
import { Button } from '../ui/button.js';
import { TextField } from '../ui/field.js';
import { Form } from '../ui/form.js';
import { Callout } from '../ui/page.js';
import { NewPasswordField } from './new-password-field.js';

/** The present password is asked for: an unlocked screen is not enough. */
export function ChangePassword({ email }: { email: string }) {
  const t = useWords();
  const [changes, setChanges] = useState(0);
  const change = useAct('changePassword', { refreshes: [] });

  function submit(fields: FormData): void {
    const body = { current: String(fields.get('current') ?? ''), password: String(fields.get('password') ?? '') };
    change.mutate({ body }, { onSuccess: () => setChanges(changes + 1) });
  }

  return (
    <>
      <div role="status">{change.isSuccess ? <Callout tone="good" title={t('account.passwordChanged')} /> : null}</div>
      <Form key={changes} onSubmit={submit} refused={change.error}>
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <TextField
          name="current"
          type="password"
          label={t('account.current')}
          autoComplete="current-password"
          maxLength={PASSWORD_LENGTH.most}
          required
        />
        <NewPasswordField label={t('account.new')} hint={t('account.newHint')} />
        <div>
          <Button type="submit" busy={change.isPending}>
            {t('account.change')}
          </Button>
        </div>
      </Form>
    </>
  );
}
