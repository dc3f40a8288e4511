import { Link } from 'react-router';
import type { RoundSummary } from '#shared/contract/rounds.js';
import { useRow } from '../api/queries.js';
import { useWords } from '../office/language/words.js';
import { useMoments } from '../office/moments.js';
import { ButtonLink } from '../ui/button.js';
import { Callout, EmptyState, Page, Table } from '../ui/page.js';
import { Wait } from '../ui/wait.js';
import { StateBadge } from './state-badge.js';

export default function Rounds() {
  const t = useWords();
  const rounds = useRow('listRounds', {}, { refetchEverySeconds: 30 });
  const some = (rounds.data?.rounds.length ?? 0) > 0;
  return (
    <Page
      title={t('rounds.title')}
      lead={t('rounds.lead')}
      actions={
        some ? (
          <ButtonLink to="/rounds/new" look="primary">
            {t('rounds.new')}
          </ButtonLink>
        ) : null
      }
    >
      <Wait for={rounds}>{({ rounds: all }) => (all.length === 0 ? <NoRoundsYet /> : <RoundsTable rounds={all} />)}</Wait>
    </Page>
  );
}

/** The one thing to do now: import people, or make a round of those who are there. */
function NoRoundsYet() {
  const t = useWords();
  const units = useRow('readUnits', {});
  const people = units.data?.importedAt != null;
  return (
    <EmptyState
      title={t('rounds.emptyTitle')}
      action={
        <>
          {units.data && !people ? <Callout>{t('rounds.noPeople')}</Callout> : null}
          <ButtonLink to={people ? '/rounds/new' : '/people/import'} look="primary">
            {t(people ? 'rounds.new' : 'rounds.importFirst')}
          </ButtonLink>
        </>
      }
    >
      {t('rounds.empty')}
    </EmptyState>
  );
}

function RoundsTable({ rounds }: { rounds: readonly RoundSummary[] }) {
  const t = useWords();
  const moments = useMoments();
  return (
    <Table
      stacks
      caption={t('rounds.title')}
      head={[t('rounds.name'), t('rounds.state'), t('rounds.form'), t('rounds.opens'), t('rounds.closes')]}
    >
      {rounds.map((round) => (
        <tr key={round.id}>
          <th scope="row">
            <Link to={`/rounds/${round.id}`}>{round.title}</Link>
          </th>
          <td>
            <StateBadge state={round.state} />
          </td>
          <td data-label={t('rounds.form')}>{t(`forms.${round.form}`)}</td>
          <td data-label={t('rounds.opens')}>{moments.short(round.opens)}</td>
          <td data-label={t('rounds.closes')}>{moments.short(round.closes)}</td>
        </tr>
      ))}
    </Table>
  );
}
