import { Suspense, useState } from 'react';
import { NavLink, Outlet } from 'react-router';
import type { Me } from '#shared/contract/accounts.js';
import type { Role } from '#shared/contract/roles.js';
import { useAct } from '../api/queries.js';
import { useSessionChange } from '../api/session.js';
import { Button } from '../ui/button.js';
import { FaultBoundary } from './fault-boundary.js';
import { useWords, type WordKey } from './language/words.js';
import styles from './shell.module.css';
import { Coming } from './waiting.js';

const PAGES: readonly { to: string; word: WordKey; may: readonly Role[] }[] = [
  { to: '/rounds', word: 'nav.rounds', may: ['hr'] },
  { to: '/people', word: 'nav.people', may: ['hr'] },
  { to: '/colleagues', word: 'nav.colleagues', may: ['hr'] },
  { to: '/results', word: 'nav.results', may: ['hr', 'executive', 'steward'] },
  { to: '/terms', word: 'nav.terms', may: ['executive', 'steward'] },
  { to: '/ledger', word: 'nav.ledger', may: ['hr', 'steward'] },
  { to: '/views', word: 'nav.views', may: ['steward'] },
];

/** The frame of every page behind the sign-in: pages of the role, the organisation, the account. */
export function Shell({ me }: { me: Me }) {
  const t = useWords();
  const pages = PAGES.filter(({ may }) => may.some((role) => me.roles.includes(role)));
  return (
    <>
      <a href="#main" className={styles.skip}>
        {t('nav.skip')}
      </a>
      <header className={styles.bar}>
        <span className={styles.brand} dir="auto" title={me.organisation.name}>
          {me.organisation.name}
        </span>
        <nav aria-label={t('nav.label')} className={styles.nav}>
          {pages.map(({ to, word }) => (
            <NavLink key={to} to={to} className={styles.link ?? ''}>
              {t(word)}
            </NavLink>
          ))}
        </nav>
        <div className={styles.own}>
          <span className={styles.theme}>
            <ThemeButton />
          </span>
          <NavLink to="/account" className={styles.link ?? ''}>
            {t('nav.account')}
          </NavLink>
          <SignOut />
        </div>
        {me.sample ? <p className={styles.sample}>{t('nav.sample')}</p> : null}
      </header>
      <main id="main" className={styles.main} tabIndex={-1}>
        <FaultBoundary>
          <Suspense fallback={<Coming />}>
            <Outlet />
          </Suspense>
        </FaultBoundary>
      </main>
    </>
  );
}

function SignOut() {
  const t = useWords();
  const change = useSessionChange();
  const signOut = useAct('signOut', { refreshes: [] });
  return (
    <Button look="quiet" small onPress={() => signOut.mutate({}, { onSuccess: () => change(null) })}>
      {t('nav.signOut')}
    </Button>
  );
}

/** Kept where theme.js reads it before the first paint. */
function ThemeButton() {
  const t = useWords();
  const [theme, setTheme] = useState(document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light');
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <Button
      look="quiet"
      small
      onPress={() => {
        document.documentElement.dataset.theme = other;
        localStorage.setItem('theme', other);
        setTheme(other);
      }}
    >
      {t(other === 'dark' ? 'nav.dark' : 'nav.light')}
    </Button>
  );
}
