import { type ReactNode, useEffect, useRef } from 'react';
import styles from './ballot.module.css';

/** One screen: its heading takes the focus when the screen appears, so that screen readers begin there. */
export function ScreenFrame({ title, children }: { title: string; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, []);
  return (
    <section className={styles.screen}>
      <h1 ref={heading} tabIndex={-1}>
        <bdi>{title}</bdi>
      </h1>
      {children}
    </section>
  );
}

export function Actions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>;
}

interface ActProps {
  children: ReactNode;
  act: () => void;
  primary?: boolean;
  /** Waits for something: it stays in the tab order and says so, and does nothing. */
  waits?: boolean;
}

export function Act({ children, act, primary = false, waits = false }: ActProps) {
  return (
    <button
      type="button"
      className={`${styles.button} ${primary ? styles.primary : ''}`}
      aria-disabled={waits || undefined}
      onClick={waits ? undefined : act}
    >
      {children}
    </button>
  );
}

export function QuietAct({ children, act }: { children: ReactNode; act: () => void }) {
  return (
    <button type="button" className={styles.link} onClick={act}>
      {children}
    </button>
  );
}

export function Note({ children, kind = 'warn' }: { children: ReactNode; kind?: 'warn' | 'danger' | 'good' }) {
  return <p className={`${styles.note} ${kind === 'warn' ? '' : styles[kind]}`}>{children}</p>;
}

/** What waits, and that it waits; the bar is for the eye alone. */
export function Working({ title, text }: { title: string; text?: string }) {
  return (
    <ScreenFrame title={title}>
      {text && <p>{text}</p>}
      <div className={styles.working} aria-hidden="true" />
    </ScreenFrame>
  );
}

export function RoundCode({ code, label, note }: { code: string; label: string; note?: string }) {
  return (
    <div className={`${styles.card} ${styles.code}`}>
      <p className={styles.muted}>{label}</p>
      <p className={styles.codeText} translate="no">
        <bdi dir="ltr">{code}</bdi>
      </p>
      {note && <p className={styles.muted}>{note}</p>}
    </div>
  );
}
