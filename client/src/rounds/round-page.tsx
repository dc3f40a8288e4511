import { useParams } from 'react-router';
import type { Round } from '#shared/contract/rounds.js';
import { isOver, isUnderWay } from '#shared/round/states.js';
import { useRow } from '../api/queries.js';
import { useWords } from '../office/language/words.js';
import { useMoments } from '../office/moments.js';
import { Card, Code, Definitions, Page } from '../ui/page.js';
import { PageWait } from '../ui/wait.js';
import { InvitationsCard } from './invitations-card.js';
import { ManageCard } from './manage-card.js';
import { NextStep } from './next-step.js';
import { ParticipationCard } from './participation-card.js';
import styles from './round-page.module.css';
import { StateBadge } from './state-badge.js';
import { Timeline } from './timeline.js';

/** How often a round that is moving is asked again: its page follows the server without being reloaded. */
const FOLLOW_SECONDS = { launching: 1, closing: 2, others: 20 };

export default function RoundPage() {
  const { round: id = '' } = useParams();
  const known = useRow('readRound', { params: { round: id } }).data;
  const round = useRow('readRound', { params: { round: id } }, known ? followed(known) : { refetchEverySeconds: FOLLOW_SECONDS.others });
  return <PageWait for={round}>{(read) => <RoundAsItIs round={read} />}</PageWait>;
}

function followed({ state, launch, closes }: Round): { refetchEverySeconds?: number } {
  if (isOver(state)) return {};
  if (launch?.state === 'under-way') return { refetchEverySeconds: FOLLOW_SECONDS.launching };
  // A round that was ended just now is open still, until the server's clock has its turn.
  const closing = state === 'closing' || (state === 'open' && new Date(closes) <= new Date());
  return { refetchEverySeconds: closing ? FOLLOW_SECONDS.closing : FOLLOW_SECONDS.others };
}

function RoundAsItIs({ round }: { round: Round }) {
  const launched = round.state !== 'draft';
  return (
    <Page title={round.title} lead={<StateBadge state={round.state} />}>
      <NextStep round={round} />
      <div className={styles.columns}>
        <div className={styles.column}>
          {round.state === 'open' || round.state === 'closing' ? <ParticipationCard round={round} /> : null}
          {isUnderWay(round.state) ? <InvitationsCard round={round} /> : null}
          {isUnderWay(round.state) ? <ManageCard round={round} /> : null}
          <FactsCard round={round} />
        </div>
        {launched ? <Timeline round={round} /> : null}
      </div>
    </Page>
  );
}

function FactsCard({ round }: { round: Round }) {
  const t = useWords();
  const moments = useMoments();
  const { draft } = round;
  return (
    <Card title={t('round.facts')}>
      <Definitions
        rows={[
          ...(round.code ? [[t('round.code'), <Code key="code">{round.code}</Code>] as const] : []),
          ...(round.invited === null ? [] : [[t('round.invited'), t('number', { count: round.invited })] as const]),
          [t('rounds.form'), t(`forms.${round.form}`)],
          [t('round.opens'), moments.full(round.opens)],
          [t('round.closes'), moments.full(round.closes)],
          [t('round.limits'), `${moments.full(draft.mayCloseFrom)} – ${moments.full(draft.mayExtendTo)}`],
          [t('round.k'), draft.k],
          [t('round.readers'), draft.readers.map((reader) => t(`roles.${reader}`)).join(', ')],
        ]}
      />
    </Card>
  );
}
