import { useState } from 'react';
import type { Colleague, OneTimeLink } from '#shared/contract/accounts.js';
import { ROLES, type Role } from '#shared/contract/roles.js';
import { useAct, useRow } from '../api/queries.js';
import { useWords } from '../office/language/words.js';
import { useSigned } from '../office/organisation.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { Badge, Buttons, Callout, Page, Table } from '../ui/page.js';
import { RefusalNote } from '../ui/refusal-note.js';
import { Wait } from '../ui/wait.js';
import { ChangeRoles, RemoveColleague } from './change-colleague.js';
import { InviteForm } from './invite-form.js';
import { LinkOnce } from './link-once.js';

export default function Colleagues() {
  const t = useWords();
  const colleagues = useRow('listColleagues', {});
  const [shown, setShown] = useState<{ name: string; link: OneTimeLink } | null>(null);
  return (
    <Page
      title={t('colleagues.title')}
      lead={t('colleagues.lead')}
      actions={
        <Dialog title={t('colleagues.invite')} trigger={<Button look="primary">{t('colleagues.invite')}</Button>}>
          {(close) => (
            <InviteForm
              onInvited={(name, link) => {
                setShown({ name, link });
                close();
              }}
              onCancel={close}
            />
          )}
        </Dialog>
      }
    >
      {shown ? <LinkOnce name={shown.name} link={shown.link} /> : null}
      <Wait for={colleagues}>
        {({ colleagues: all }) => (
          <>
            {all.length < 2 ? <Callout>{t('colleagues.onlyYou')}</Callout> : null}
            <Table
              stacks
              caption={t('colleagues.title')}
              head={[t('colleagues.name'), t('colleagues.roles'), t('colleagues.state'), t('colleagues.change')]}
            >
              {all.map((colleague) => (
                <ColleagueRow key={colleague.id} colleague={colleague} onLink={(link) => setShown({ name: colleague.name, link })} />
              ))}
            </Table>
          </>
        )}
      </Wait>
    </Page>
  );
}

function ColleagueRow({ colleague, onLink }: { colleague: Colleague; onLink: (link: OneTimeLink) => void }) {
  const t = useWords();
  const { account } = useSigned();
  const renew = useAct('renewColleagueLink', { refreshes: ['listColleagues'] });
  const params = { colleague: colleague.id };
  return (
    <tr>
      <th scope="row">
        {colleague.name} {colleague.id === account.id ? <Badge>{t('colleagues.you')}</Badge> : null}
        <br />
        {colleague.email}
      </th>
      <td>
        {[...colleague.roles]
          .sort(inRoleOrder)
          .map((role) => t(`roles.${role}`))
          .join(', ')}
      </td>
      <td>
        <Badge tone={colleague.state === 'active' ? 'good' : 'warn'}>{t(`colleagues.${colleague.state}`)}</Badge>
      </td>
      <td>
        {colleague.id === account.id ? null : (
          <Buttons>
            <Button
              small
              aria-label={t('colleagues.newLinkFor', { name: colleague.name })}
              busy={renew.isPending}
              onPress={() => renew.mutate({ params }, { onSuccess: onLink })}
            >
              {t('colleagues.newLink')}
            </Button>
            <ChangeRoles colleague={colleague} />
            <RemoveColleague colleague={colleague} />
          </Buttons>
        )}
        {renew.error ? <RefusalNote refused={renew.error} /> : null}
      </td>
    </tr>
  );
}

function inRoleOrder(a: Role, b: Role): number {
  return ROLES.indexOf(a) - ROLES.indexOf(b);
}
