import { Link } from 'react-router';
import { useRow } from '../api/queries.js';
import { useWords } from '../office/language/words.js';
import { useMoments } from '../office/moments.js';
import { StateBadge } from '../rounds/state-badge.js';
import { Code, EmptyState, Page, Table } from '../ui/page.js';
import { Wait } from '../ui/wait.js';

/** The launched rounds with their codes: where a steward begins. */
export default function TermsList() {
  const t = useWords();
  const moments = useMoments();
  const rounds = useRow('listRounds', {});
  return (
    <Page title={t('terms.listTitle')} lead={t('terms.listLead')}>
      <Wait for={rounds}>
        {({ rounds: all }) => {
          const launched = all.filter((round) => round.code !== null);
          if (launched.length === 0) return <EmptyState title={t('terms.emptyTitle')}>{t('terms.empty')}</EmptyState>;
          return (
            <Table
              stacks
              caption={t('terms.listTitle')}
              head={[t('rounds.name'), t('rounds.state'), t('terms.code'), t('rounds.opens'), t('rounds.closes')]}
            >
              {launched.map((round) => (
                <tr key={round.id}>
                  <th scope="row">
                    <Link to={`/rounds/${round.id}/terms`}>
                      <bdi>{round.title}</bdi>
                    </Link>
                  </th>
                  <td>
                    <StateBadge state={round.state} />
                  </td>
                  <td>
                    <Code>{round.code}</Code>
                  </td>
                  <td data-label={t('rounds.opens')}>{moments.short(round.opens)}</td>
                  <td data-label={t('rounds.closes')}>{moments.short(round.closes)}</td>
                </tr>
              ))}
            </Table>
          );
        }}
      </Wait>
    </Page>
  );
}
