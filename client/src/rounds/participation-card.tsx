import { Meter } from 'react-aria-components';
import type { Participation, Round } from '#shared/contract/rounds.js';
import { useRow } from '../api/queries.js';
import { useWords } from '../office/language/words.js';
import { useMoments } from '../office/moments.js';
import { Card, Muted, Table } from '../ui/page.js';
import { Wait } from '../ui/wait.js';
import styles from './round-page.module.css';

/** One bar and a daily line for the whole company: never a person, never a unit. */
export function ParticipationCard({ round: { id, opens } }: { round: Pick<Round, 'id' | 'opens'> }) {
  const t = useWords();
  const participation = useRow('readParticipation', { params: { round: id } });
  const moments = useMoments();
  // The day of opening has its figure from the first minute: it says nothing yet.
  const toCome = ({ days }: Participation) =>
    days.every(({ day, collected }) => collected === null && moments.day(day) === moments.day(opens));
  return (
    <Card title={t('participation.title')}>
      <Wait for={participation}>{(read) => (toCome(read) ? <p>{t('participation.none')}</p> : <Days participation={read} />)}</Wait>
      <Muted>{t('participation.how')}</Muted>
    </Card>
  );
}

function Days({ participation: { invited, days } }: { participation: Participation }) {
  const t = useWords();
  const moments = useMoments();
  const last = days.at(-1);
  return (
    <>
      {last?.collected == null ? <p>{t('participation.tooFew')}</p> : <Bar invited={invited} collected={last.collected} day={last.day} />}
      <details>
        <summary>{t('participation.daily')}</summary>
        <Table caption={t('participation.daily')} head={[t('participation.day'), t('participation.collected')]}>
          {days.map(({ day, collected }) => (
            <tr key={day}>
              <th scope="row">{moments.day(day)}</th>
              <td>{collected === null ? t('participation.blank') : t('participation.atLeast', { collected })}</td>
            </tr>
          ))}
        </Table>
      </details>
    </>
  );
}

function Bar({ invited, collected, day }: { invited: number; collected: number; day: string }) {
  const t = useWords();
  const moments = useMoments();
  return (
    <>
      <Meter aria-label={t('participation.meterLabel')} value={collected} maxValue={Math.max(invited, 1)} className={styles.track ?? ''}>
        {({ percentage }) => <div className={styles.fill} style={{ inlineSize: `${percentage}%` }} />}
      </Meter>
      <p>{t('participation.bar', { collected, invited, day: moments.day(day) })}</p>
    </>
  );
}
