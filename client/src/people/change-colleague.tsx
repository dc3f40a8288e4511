import type { Colleague } from '#shared/contract/accounts.js';
import { useAct } from '../api/queries.js';
import { useWords } from '../office/language/words.js';
import { Button } from '../ui/button.js';
import { ConfirmButtons, FormButtons } from '../ui/confirm-buttons.js';
import { Dialog } from '../ui/dialog.js';
import { Form } from '../ui/form.js';
import { RoleBoxes, rolesIn } from './role-boxes.js';

export function ChangeRoles({ colleague }: { colleague: Colleague }) {
  const t = useWords();
  const change = useAct('changeColleague', { refreshes: ['listColleagues'] });
  const label = t('colleagues.rolesOf', { name: colleague.name });
  return (
    <Dialog
      title={label}
      trigger={
        <Button small aria-label={label}>
          {t('colleagues.roles')}
        </Button>
      }
    >
      {(close) => (
        <Form
          refused={change.error}
          onSubmit={(fields) =>
            change.mutate({ params: { colleague: colleague.id }, body: { roles: rolesIn(fields) } }, { onSuccess: close })
          }
        >
          <RoleBoxes roles={colleague.roles} />
          <FormButtons label={t('save')} busy={change.isPending} onCancel={close} />
        </Form>
      )}
    </Dialog>
  );
}

export function RemoveColleague({ colleague }: { colleague: Colleague }) {
  const t = useWords();
  const remove = useAct('removeColleague', { refreshes: ['listColleagues'] });
  const { name } = colleague;
  return (
    <Dialog
      title={t('colleagues.removeTitle', { name })}
      trigger={
        <Button small look="danger" aria-label={t('colleagues.removeName', { name })}>
          {t('colleagues.remove')}
        </Button>
      }
    >
      {(close) => (
        <>
          <p>{t('colleagues.removeText', { name })}</p>
          <ConfirmButtons
            label={t('colleagues.remove')}
            look="danger"
            act={remove}
            onConfirm={() => remove.mutate({ params: { colleague: colleague.id } }, { onSuccess: close })}
            onCancel={close}
          />
        </>
      )}
    </Dialog>
  );
}
