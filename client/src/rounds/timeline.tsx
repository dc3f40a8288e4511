import type { Round } from '#shared/contract/rounds.js';
import { isOver } from '#shared/round/states.js';
import { useWords } from '../office/language/words.js';
import { useMoments } from '../office/moments.js';
import { Card } from '../ui/page.js';
import styles from './round-page.module.css';

/** What happened, oldest first, and what the terms plan next. */
export function Timeline({ round }: { round: Round }) {
  const t = useWords();
  const moments = useMoments();
  const planned = plannedOf(round);
  return (
    <Card title={t('round.timeline')}>
      <ol className={styles.timeline}>
        {round.events.map((event) => (
          <li key={`${event.at}|${event.what}`} className={styles.event}>
            {t(`events.${event.what}`)}
            <time dateTime={event.at}>{moments.short(event.at)}</time>
            {event.reason ? <em>{event.reason}</em> : null}
          </li>
        ))}
        {planned.map((event) => (
          <li key={event.word} className={`${styles.event} ${styles.planned}`}>
            {t(event.word)} ({t('round.planned').toLowerCase()})<time dateTime={event.at}>{moments.short(event.at)}</time>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function plannedOf(round: Round) {
  if (isOver(round.state)) return [];
  const opens = { word: 'round.opens', at: round.opens } as const;
  const closes = { word: 'round.closes', at: round.closes } as const;
  if (round.state === 'scheduled') return [opens, closes];
  return round.state === 'open' ? [closes] : [];
}
