import { type ReactNode, useId } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { TrendPoint } from '#shared/contract/results.js';
import type { RoundSummary } from '#shared/contract/rounds.js';
import type { Snapshot } from '#shared/results/snapshot.js';
import { useRow } from '../api/queries.js';
import { useMoments } from '../office/moments.js';
import { useSigned } from '../office/organisation.js';
import { Button, ButtonLink } from '../ui/button.js';
import { EmptyState, Page } from '../ui/page.js';
import { Wait } from '../ui/wait.js';
import { Dashboard } from './dashboard.js';
import styles from './dashboard.module.css';
import { useDashboardWords } from './language/words.js';
import { NotForYou } from './not-for-you.js';
import { usePublishedRound } from './published-round.js';
import { oldestFirst } from './reading.js';

/** The newest published round, or what this page will show one day. */
export function ResultsPage() {
  return (
    <WithRounds>
      {(rounds) => {
        const newest = oldestFirst(rounds).at(-1);
        return newest ? <RoundResults round={newest.round} rounds={rounds} /> : <NothingYet />;
      }}
    </WithRounds>
  );
}

/** The published round that the address names. */
export function RoundResultsPage() {
  const { round = '' } = useParams();
  return <WithRounds>{(rounds) => <RoundResults round={round} rounds={rounds} />}</WithRounds>;
}

/**
 * The published rounds are read first: changes are told with the name of the round before. Each reading is entered under the reader's name, and
 * coming back to the window is none; coming back to the page is, for a round may have been published meanwhile.
 */
function WithRounds({ children }: { children: (rounds: readonly TrendPoint[]) => ReactNode }) {
  const t = useDashboardWords();
  const list = useRow('listResults', {}, { onFocus: false });
  if (list.data) return children(list.data.rounds);
  return (
    <Page title={t('page.title')}>
      <Wait for={list}>{() => null}</Wait>
    </Page>
  );
}

/** Nothing to read: nothing is published, or what is published names other readers. */
function NothingYet() {
  const t = useDashboardWords();
  const { roles } = useSigned();
  const all = useRow('listRounds', {});
  return (
    <Page title={t('page.title')}>
      <Wait for={all}>
        {({ rounds }) => {
          const published = rounds.filter(({ state }) => state === 'published' || state === 'without-results');
          if (published.length > 0) return <NotForYou rounds={newestFirst(published)} />;
          return (
            <EmptyState
              title={t('page.empty')}
              action={roles.includes('hr') ? <ButtonLink to="/rounds">{t('page.emptyDo')}</ButtonLink> : null}
            >
              {t('page.emptyText')}
            </EmptyState>
          );
        }}
      </Wait>
    </Page>
  );
}

function newestFirst(rounds: readonly RoundSummary[]): string[] {
  const by = ({ publishedAt, closes }: RoundSummary) => publishedAt ?? closes;
  return [...rounds].sort((a, b) => by(b).localeCompare(by(a))).map(({ id }) => id);
}

function RoundResults({ round, rounds }: { round: string; rounds: readonly TrendPoint[] }) {
  const t = useDashboardWords();
  const read = usePublishedRound(round);
  const title = read.data?.snapshot.title ?? rounds.find((point) => point.round === round)?.title ?? t('page.title');
  return (
    <div className={styles.page}>
      <Page
        title={title}
        lead={read.data ? <When snapshot={read.data.snapshot} employeesFrom={read.data.employeesSeeResultsFrom} /> : null}
        actions={<Actions round={round} rounds={rounds} />}
      >
        {read.error?.code === 'not-permitted' ? (
          <NotForYou rounds={[round]} />
        ) : (
          <Wait for={read}>{({ snapshot }) => <Dashboard snapshot={snapshot} rounds={rounds} />}</Wait>
        )}
      </Page>
    </div>
  );
}

function When({ snapshot: { opened, closed, form }, employeesFrom }: { snapshot: Snapshot; employeesFrom: string }) {
  const t = useDashboardWords();
  const moments = useMoments();
  return (
    <span className={styles.when}>
      {t('page.when', { opened: moments.day(opened), closed: moments.day(closed) })} · {t(`page.${form}`)} ·{' '}
      {t('page.employees', { when: moments.day(employeesFrom) })}
    </span>
  );
}

function Actions({ round, rounds }: { round: string; rounds: readonly TrendPoint[] }) {
  const t = useDashboardWords();
  const navigate = useNavigate();
  const picker = useId();
  const newestFirst = oldestFirst(rounds).reverse();
  return (
    <div className={styles.actions}>
      {rounds.length > 1 ? (
        <>
          <label htmlFor={picker}>{t('page.round')}</label>
          <select id={picker} className={styles.picker} value={round} onChange={(event) => navigate(`/results/${event.target.value}`)}>
            {newestFirst.map((point) => (
              <option key={point.round} value={point.round} dir="auto">
                {point.title}
              </option>
            ))}
          </select>
        </>
      ) : null}
      <Button small onPress={() => window.print()}>
        {t('page.print')}
      </Button>
    </div>
  );
}
