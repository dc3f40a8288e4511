import { useState } from 'react';
import { useAct, useRow } from '../api/queries.js';
import { useWords } from '../office/language/words.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { Radios, TextField } from '../ui/field.js';
import { Form, text } from '../ui/form.js';
import { ReasonField } from './change-times.js';

/** Someone forgotten on the roster: an addition takes a spare ballot, and the steward sees why. */
export function AddPerson({ round }: { round: string }) {
  const t = useWords();
  const add = useAct('addPerson', { refreshes: ['readRound', 'readInvitationMail'] });
  return (
    <Dialog title={t('manage.addTitle')} trigger={<Button>{t('manage.add')}</Button>}>
      {(close) => (
        <Form
          refused={add.error}
          onSubmit={(fields) => {
            const body = { person: text(fields, 'person'), reason: text(fields, 'reason') };
            add.mutate({ params: { round }, body }, { onSuccess: close });
          }}
        >
          <p>{t('manage.addText')}</p>
          <ChoosePerson />
          <ReasonField />
          <Button type="submit" look="primary" busy={add.isPending}>
            {t('manage.addDo')}
          </Button>
        </Form>
      )}
    </Dialog>
  );
}

function ChoosePerson() {
  const t = useWords();
  const [search, setSearch] = useState('');
  const asked = search.trim().length > 1;
  const people = useRow('findPeople', { query: { search: search.trim() } }, { enabled: asked }).data?.people ?? [];
  return (
    <>
      <TextField name="search" type="search" label={t('manage.search')} value={search} onChange={setSearch} autoComplete="off" />
      {people.length > 0 ? (
        <Radios
          key={people.map(({ id }) => id).join()}
          name="person"
          label={t('manage.choose')}
          defaultValue={people[0]?.id ?? ''}
          choices={people
            .slice(0, 8)
            .map(({ id, name, employeeId, email }) => ({ id, label: name, hint: [employeeId, email].filter(Boolean).join(' · ') }))}
        />
      ) : null}
    </>
  );
}
