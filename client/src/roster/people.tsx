import { useState } from 'react';
import type { UnitNode } from '#shared/contract/roster.js';
import { nameWithin } from '#shared/round/names-above.js';
import { addressOf } from '../api/call.js';
import { useRow } from '../api/queries.js';
import { useWords } from '../office/language/words.js';
import { useMoments } from '../office/moments.js';
import { ButtonLink, DownloadLink } from '../ui/button.js';
import { TextField } from '../ui/field.js';
import { Badge, Buttons, Card, EmptyState, Muted, Page, Table } from '../ui/page.js';
import { Wait } from '../ui/wait.js';
import { UnitTable } from './unit-table.js';

export default function People() {
  const t = useWords();
  const moments = useMoments();
  const units = useRow('readUnits', {});
  const read = units.data;
  const filled = read !== undefined && read.importedAt !== null;
  return (
    <Page
      title={t('people.title')}
      lead={
        filled
          ? t('people.lead', {
              people: t('people.count', { count: read.people }),
              inUnits: t('people.inUnits', { count: read.units.filter(({ depth }) => depth > 0).length }),
              when: moments.short(read.importedAt ?? ''),
            })
          : ''
      }
      actions={filled ? <ButtonLink to="/people/import">{t('people.import')}</ButtonLink> : null}
    >
      <Wait for={units}>{({ units: tree, importedAt }) => (importedAt === null ? <NobodyYet /> : <Roster units={tree} />)}</Wait>
    </Page>
  );
}

function NobodyYet() {
  const t = useWords();
  return (
    <EmptyState
      title={t('people.emptyTitle')}
      action={
        <Buttons>
          <ButtonLink to="/people/import" look="primary">
            {t('people.import')}
          </ButtonLink>
          <DownloadLink href={addressOf('readSampleRoster', {})} look="quiet" name="roster-sample.csv">
            {t('people.sample')}
          </DownloadLink>
        </Buttons>
      }
    >
      {t('people.empty')}
    </EmptyState>
  );
}

function Roster({ units }: { units: readonly UnitNode[] }) {
  const t = useWords();
  return (
    <>
      <FindPeople units={units} />
      <h2>{t('people.tree')}</h2>
      <UnitTable
        caption={t('people.tree')}
        head={[t('people.unit'), t('people.direct'), t('people.total')]}
        units={units}
        cells={({ direct, total }) => (
          <>
            <td>{t('number', { count: direct })}</td>
            <td>{t('number', { count: total })}</td>
          </>
        )}
      />
    </>
  );
}

function FindPeople({ units }: { units: readonly UnitNode[] }) {
  const t = useWords();
  const [search, setSearch] = useState('');
  const asked = search.trim().length > 1;
  const found = useRow('findPeople', { query: { search: search.trim() } }, { enabled: asked });
  return (
    <Card title={t('people.find')}>
      <TextField name="search" type="search" label={t('people.search')} value={search} onChange={setSearch} autoComplete="off" />
      {asked && found.data ? (
        found.data.people.length === 0 ? (
          <p role="status">{t('people.none')}</p>
        ) : (
          <>
            <Table
              stacks
              caption={t('people.found')}
              head={[t('people.name'), t('people.employeeId'), t('people.unit'), t('people.email')]}
            >
              {found.data.people.map((person) => (
                <tr key={person.id}>
                  <th scope="row">{person.name}</th>
                  <td data-label={t('people.employeeId')}>{person.employeeId}</td>
                  <td>
                    <bdi>{nameWithin(units, person.unit)}</bdi> {person.leads ? <Badge>{t('people.leads')}</Badge> : null}
                  </td>
                  <td data-label={t('people.email')}>{person.email ?? t('people.noEmail')}</td>
                </tr>
              ))}
            </Table>
            {found.data.more ? <Muted>{t('people.more')}</Muted> : null}
          </>
        )
      ) : null}
    </Card>
  );
}
