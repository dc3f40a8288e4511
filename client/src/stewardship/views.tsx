import { useState } from 'react';
import { Link } from 'react-router';
import { ROLES } from '#shared/contract/roles.js';
import { useRow } from '../api/queries.js';
import { useWords } from '../office/language/words.js';
import { useMoments } from '../office/moments.js';
import { EmptyState, Page, Table } from '../ui/page.js';
import { Wait } from '../ui/wait.js';
import { Older } from './older.js';

export default function Views() {
  const t = useWords();
  const moments = useMoments();
  const [before, setBefore] = useState<string>();
  const views = useRow('readViews', before ? { query: { before } } : {});
  return (
    <Page title={t('views.title')} lead={t('views.lead')}>
      <Wait for={views}>
        {({ views: all, more }) => {
          if (all.length === 0 && !before) return <EmptyState title={t('views.emptyTitle')}>{t('views.empty')}</EmptyState>;
          return (
            <>
              <Table stacks caption={t('views.title')} head={[t('ledger.at'), t('ledger.who'), t('views.roles'), t('views.round')]}>
                {all.map((view) => (
                  <tr key={`${view.at}|${view.who}|${view.round}`}>
                    <td>{moments.full(view.at)}</td>
                    <td>
                      <bdi>{view.who}</bdi>
                    </td>
                    <td data-label={t('views.roles')}>
                      {ROLES.filter((role) => view.roles.includes(role))
                        .map((role) => t(`roles.${role}`))
                        .join(', ')}
                    </td>
                    <td data-label={t('views.round')}>
                      <Link to={`/rounds/${view.round}/terms`}>
                        <bdi>{view.title}</bdi>
                      </Link>
                    </td>
                  </tr>
                ))}
              </Table>
              <Older last={all.at(-1)?.at} more={more} before={before} onBefore={setBefore} />
            </>
          );
        }}
      </Wait>
    </Page>
  );
}
