import { Link } from 'react-router';
import { useRow } from '../api/queries.js';
import { useWords } from '../office/language/words.js';
import { Callout } from '../ui/page.js';
import { Wait } from '../ui/wait.js';
import styles from './dashboard.module.css';
import { useDashboardWords } from './language/words.js';

/** Published rounds whose terms name other readers: that they are published, and who reads them. */
export function NotForYou({ rounds }: { rounds: readonly string[] }) {
  const t = useDashboardWords();
  return (
    <Callout title={t('page.notYours')}>
      <p>{t('page.notYoursText')}</p>
      <ul className={styles.list}>
        {rounds.map((round) => (
          <ReadersOf key={round} round={round} />
        ))}
      </ul>
    </Callout>
  );
}

function ReadersOf({ round }: { round: string }) {
  const t = useDashboardWords();
  const office = useWords();
  const terms = useRow('readTerms', { params: { round } });
  return (
    <li>
      <Wait for={terms}>
        {({ manifest }) => (
          <>
            <Link to={`/rounds/${round}/terms`}>
              <bdi>{manifest.title}</bdi>
            </Link>
            {': '}
            {t('page.readBy', { readers: manifest.terms.readers.map((reader) => office(`roles.${reader}`)).join(', ') })}
          </>
        )}
      </Wait>
    </li>
  );
}
