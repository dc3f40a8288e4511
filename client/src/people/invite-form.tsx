import type { OneTimeLink } from '#shared/contract/accounts.js';
import { useAct } from '../api/queries.js';
import { useWords } from '../office/language/words.js';
import { Button } from '../ui/button.js';
import { TextField } from '../ui/field.js';
import { Form, text } from '../ui/form.js';
import { RoleBoxes, rolesIn } from './role-boxes.js';
import { useSignOnName } from './sign-on.js';

export function InviteForm({ onInvited }: { onInvited: (name: string, link: OneTimeLink) => void }) {
  const t = useWords();
  const provider = useSignOnName();
  const hint = provider ? { hint: t('colleagues.emailHint', { provider }) } : {};
  const invite = useAct('inviteColleague', { refreshes: ['listColleagues'] });
  return (
    <Form
      refused={invite.error}
      onSubmit={(fields) => {
        const roles = rolesIn(fields);
        const body = { name: text(fields, 'name'), email: text(fields, 'email'), roles };
        invite.mutate({ body }, { onSuccess: ({ colleague, link, expires }) => onInvited(colleague.name, { link, expires }) });
      }}
    >
      <TextField name="name" label={t('colleagues.name')} maxLength={200} autoComplete="off" required />
      <TextField name="email" type="email" label={t('colleagues.email')} {...hint} autoComplete="off" required />
      <RoleBoxes roles={['executive']} />
      <Button type="submit" look="primary" busy={invite.isPending}>
        {t('colleagues.makeLink')}
      </Button>
    </Form>
  );
}
