import { useState } from 'react';
import { nameWithin } from '#shared/round/names-above.js';
import { useAct, useRow } from '../api/queries.js';
import { useWords } from '../office/language/words.js';
import { Button } from '../ui/button.js';
import { FormButtons } from '../ui/confirm-buttons.js';
import { Dialog } from '../ui/dialog.js';
import { Radios, TextField } from '../ui/field.js';
import { Form, text } from '../ui/form.js';
import { Muted } from '../ui/page.js';
import { ReasonField } from './reason-field.js';

/** Someone forgotten on the roster: an addition takes a spare ballot, and the steward sees why. */
export function AddPerson({ round }: { round: string }) {
  const t = useWords();
  const add = useAct('addPerson', { refreshes: ['readRound', 'readInvitationMail', 'findPeople'] });
  return (
    <Dialog title={t('manage.addTitle')} trigger={<Button>{t('manage.add')}</Button>}>
      {(close) => (
        <Form
          refused={add.error}
          onSubmit={(fields) => {
            const body = { person: text(fields, 'person'), reason: text(fields, 'reason') };
            // Nobody has been found yet, which the page says.
            if (body.person === '') return;
            add.mutate({ params: { round }, body }, { onSuccess: close });
          }}
        >
          <p>{t('manage.addText')}</p>
          <ChoosePerson round={round} />
          <ReasonField readBy="steward" />
          <FormButtons label={t('manage.addDo')} busy={add.isPending} onCancel={close} />
        </Form>
      )}
    </Dialog>
  );
}

/** More would fill the dialog. */
const MOST_SHOWN = 8;

function ChoosePerson({ round }: { round: string }) {
  const t = useWords();
  const [search, setSearch] = useState('');
  const asked = search.trim().length > 1;
  const found = useRow('findPeople', { query: { search: search.trim(), round } }, { enabled: asked }).data;
  const people = found?.people ?? [];
  const units = useRow('readUnits', {}).data?.units ?? [];
  return (
    <>
      <TextField name="search" type="search" label={t('manage.search')} value={search} onChange={setSearch} autoComplete="off" required />
      {asked && found && people.length === 0 ? <p role="status">{t('people.none')}</p> : null}
      {people.length > 0 ? (
        <Radios
          key={people.map(({ id }) => id).join()}
          name="person"
          label={t('manage.choose')}
          hint={t('manage.addInvited')}
          required
          choices={people.slice(0, MOST_SHOWN).map(({ id, name, unit, employeeId, email, invited }) => ({
            ...{ id, label: name, disabled: invited === true },
            hint: [nameWithin(units, unit), employeeId, email, invited ? t('manage.invited') : ''].filter(Boolean).join(' · '),
          }))}
        />
      ) : null}
      {found?.more || people.length > MOST_SHOWN ? <Muted>{t('people.more')}</Muted> : null}
    </>
  );
}
