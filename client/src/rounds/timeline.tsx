import type { Round, RoundEvent } from '#shared/contract/rounds.js';
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
  const additions = round.events.filter(({ what }) => what === 'person-added');
  const folded = additions.length > MOST_ADDITIONS;
  return (
    <Card title={t('round.timeline')}>
      <ol className={styles.timeline}>
        {round.events
          .filter((event) => !folded || event.what !== 'person-added' || event === additions[0])
          .map((event) => (
            <li key={`${event.at}|${event.what}`} className={styles.event}>
              {folded && event === additions[0] ? <Additions events={additions} /> : <What event={event} />}
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

/** Each with its reason: more would push all else out of sight. */
const MOST_ADDITIONS = 5;

function Additions({ events }: { events: readonly RoundEvent[] }) {
  const t = useWords();
  return (
    <details>
      <summary>{t('events.peopleAdded', { count: events.length })}</summary>
      {events.map((event, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two may be added in one moment for one reason, and none ever goes
        <p key={at}>
          <What event={event} />
        </p>
      ))}
    </details>
  );
}

function What({ event }: { event: RoundEvent }) {
  const t = useWords();
  const moments = useMoments();
  return (
    <>
      {t(`events.${event.what}`)}
      <time dateTime={event.at}>{moments.short(event.at)}</time>
      {event.reason ? <em>{event.reason}</em> : null}
    </>
  );
}

function plannedOf(round: Round) {
  if (isOver(round.state)) return [];
  const opens = { word: 'round.opens', at: round.opens } as const;
  const closes = { word: 'round.closes', at: round.closes } as const;
  if (round.state === 'scheduled') return [opens, closes];
  return round.state === 'open' ? [closes] : [];
}
