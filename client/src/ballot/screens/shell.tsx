import type { ReactNode } from 'react';
import { COMPLETE_LANGUAGES, type CompleteLanguage, LANGUAGES } from '#shared/instrument/language/languages.js';
import { offeredLanguages } from '../language/choose.js';
import styles from './ballot.module.css';
import { QuietAct } from './parts.js';
import { useReading } from './reading.js';

export interface ShellProps {
  children: ReactNode;
  /** Those of the round; all that are complete where there is no round. */
  languages: readonly string[] | undefined;
  onLanguage: (language: CompleteLanguage) => void;
  /** "Leave and erase", where there is something to erase. */
  onLeave: (() => void) | undefined;
}

/** Around every screen: the languages above, the way out below. */
export function Shell({ children, languages, onLanguage, onLeave }: ShellProps) {
  const { words } = useReading();
  const offered = languages ? offeredLanguages(languages) : COMPLETE_LANGUAGES;
  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <span translate="no">{words.product}</span>
        {offered.length > 1 && <Languages offered={offered} onLanguage={onLanguage} />}
      </header>
      <main className={styles.main}>{children}</main>
      {onLeave && (
        <footer className={styles.foot}>
          <QuietAct act={onLeave}>{words.leave}</QuietAct>
        </footer>
      )}
    </div>
  );
}

function Languages({ offered, onLanguage }: { offered: readonly CompleteLanguage[]; onLanguage: ShellProps['onLanguage'] }) {
  const { words, language } = useReading();
  return (
    <nav className={styles.languages} aria-label={words.languages}>
      {offered.map((one) => (
        <button
          key={one}
          type="button"
          lang={one}
          className={`${styles.link} ${styles.language}`}
          aria-current={one === language || undefined}
          onClick={() => onLanguage(one)}
        >
          {LANGUAGES[one].ownName}
        </button>
      ))}
    </nav>
  );
}
