import type { OneTimeLink } from '#shared/contract/accounts.js';
import { useAct } from '../api/queries.js';
import { useWords } from '../office/language/words.js';
import { FormButtons } from '../ui/confirm-buttons.js';
import { TextField } from '../ui/field.js';
import { Form, text } from '../ui/form.js';
import { RoleBoxes, rolesIn } from './role-boxes.js';
import { useSignOnName } from './sign-on.js';

interface InviteFormProps {
  onInvited: (name: string, link: OneTimeLink) => void;
  onCancel: () => void;
}

export function InviteForm({ onInvited, onCancel }: InviteFormProps) {
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
      <FormButtons label={t('colleagues.makeLink')} busy={invite.isPending} onCancel={onCancel} />
    </Form>
  );
}
