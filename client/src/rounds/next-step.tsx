import type { Round } from '#shared/contract/rounds.js';
import { ROUNDS } from '../office/language/en/rounds.js';
import { useWords, type Words } from '../office/language/words.js';
import { type Moments, useMoments } from '../office/moments.js';
import { ButtonLink } from '../ui/button.js';
import { EndRound } from './extend-end-cancel.js';
import { LaunchProgress } from './launch-progress.js';
import styles from './round-page.module.css';

/** Where the round stands, in a sentence, and the one thing to do. */
export function NextStep({ round }: { round: Round }) {
  const t = useWords();
  const moments = useMoments();
  return (
    <section className={styles.next} aria-label={t('round.next')}>
      <div>
        <p role="status">{sentenceOf(round, t, moments)}</p>
        {round.launch?.state === 'under-way' ? <LaunchProgress launch={round.launch} /> : null}
        {round.closingStep ? <p>{t('round.closingStep', { step: stepInWords(round.closingStep, t) })}</p> : null}
        {round.cancelledBecause ? <p>{t('round.cancelledBecause', { reason: round.cancelledBecause })}</p> : null}
      </div>
      <NextAction round={round} />
    </section>
  );
}

function stepInWords(step: string, t: Words): string {
  return isKnown(step) ? t(`round.closingSteps.${step}`) : step;
}

function isKnown(step: string): step is keyof typeof ROUNDS.round.closingSteps {
  return step in ROUNDS.round.closingSteps;
}

function sentenceOf(round: Round, t: Words, moments: Moments): string {
  switch (round.state) {
    case 'draft':
      return t(draftWord(round));
    case 'scheduled':
      return t('round.scheduledText', { opens: moments.full(round.opens) });
    case 'open':
      return t(round.mayCloseNow ? 'round.openCloseText' : 'round.openText', { closes: moments.full(round.closes) });
    case 'closing':
      return t('round.closingText');
    case 'published':
      return t('round.publishedText', { when: moments.full(round.publishedAt ?? round.closes) });
    case 'without-results':
      return t('round.withoutText');
    case 'cancelled':
      return t('round.cancelledText');
  }
}

function draftWord({ launch }: Round) {
  if (!launch) return 'round.draftText';
  return launch.state === 'under-way' ? 'round.launchingText' : 'round.launchInterrupted';
}

/** What there is to do: to end a round that may end, else to look at what it is or became. */
function NextAction({ round }: { round: Round }) {
  const t = useWords();
  if (round.mayCloseNow) return <EndRound round={round} />;
  const action = linkOf(round);
  if (!action) return null;
  return (
    <ButtonLink to={action.to} look="primary">
      {t(action.word)}
    </ButtonLink>
  );
}

function linkOf(round: Round) {
  switch (round.state) {
    case 'draft':
      if (round.launch?.state === 'under-way') return undefined;
      if (round.launch) return { to: `/rounds/${round.id}/prepare/launch`, word: 'round.launchAgain' } as const;
      return { to: `/rounds/${round.id}/prepare/basics`, word: 'round.prepare' } as const;
    case 'scheduled':
    case 'open':
      return { to: `/rounds/${round.id}/terms`, word: 'round.seeTerms' } as const;
    case 'published':
      return { to: `/results/${round.id}`, word: 'round.seeResults' } as const;
    case 'without-results':
      return { to: `/results/${round.id}`, word: 'round.seeWithout' } as const;
    default:
      return undefined;
  }
}
