import { type ReactNode, useEffect, useRef } from 'react';
import { useLocation } from 'react-router';
import styles from './page.module.css';

interface PageProps {
  title: string;
  lead?: ReactNode;
  /** The one next step, and quieter ones. */
  actions?: ReactNode;
  children?: ReactNode;
}

/** The document is called as the page is: tabs, history and a printed sheet are told apart by it. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Candour`;
  }, [title]);
}

/** A page: its name as heading and document title; the heading takes the focus, so that screen readers hear where they are. */
export function Page({ title, lead, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  useDocumentTitle(title);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new path is a new page, even under the same component
  useEffect(() => heading.current?.focus({ preventScroll: true }), [pathname]);
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <div className={styles.title}>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead ? <p className={styles.lead}>{lead}</p> : null}
        </div>
        {actions ? <div className={styles.actions}>{actions}</div> : null}
      </div>
      {children}
    </div>
  );
}

export function Card({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <section className={styles.card}>
      {title ? <h2>{title}</h2> : null}
      {children}
    </section>
  );
}

export function Cards({ children }: { children: ReactNode }) {
  return <div className={styles.cards}>{children}</div>;
}

/** What a page will show, and the one thing to do now. */
export function EmptyState({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <section className={styles.empty}>
      <h2>{title}</h2>
      <p>{children}</p>
      {action}
    </section>
  );
}

export type Tone = 'plain' | 'warn' | 'danger' | 'good';

export function Callout({ tone = 'plain', title, children }: { tone?: Tone; title?: string; children?: ReactNode }) {
  return (
    <div className={`${styles.callout} ${tone === 'plain' ? '' : styles[tone]}`} role={tone === 'danger' ? 'alert' : undefined}>
      {title ? <strong>{title}</strong> : null}
      {children}
    </div>
  );
}

interface TableProps {
  caption: string;
  head: readonly ReactNode[];
  /** On a phone each row is a block of lines: more columns than fit would hide what they say behind a sideways scroll. */
  stacks?: boolean;
  /** It may have hundreds of rows: they scroll by themselves under their headings, and what follows on the page is reached. */
  long?: boolean;
  children: ReactNode;
}

/** A table that scrolls sideways on a narrow screen, reachable by keyboard. */
export function Table({ caption, head, stacks = false, long = false, children }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable without a mouse (WCAG 2.1.1)
    <section className={`${styles.tableWrap} ${stacks ? styles.stack : ''} ${long ? styles.long : ''}`} tabIndex={0} aria-label={caption}>
      <table className={styles.table} aria-label={caption}>
        <thead>
          <tr>
            {head.map((cell, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name
              <th key={at} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

export function Badge({ tone, children }: { tone?: 'good' | 'warn' | 'danger' | 'accent'; children: ReactNode }) {
  return (
    <span className={styles.badge} data-tone={tone}>
      {children}
    </span>
  );
}

/** Reads from left to right on every page: in a line of Hebrew a group of digits at its beginning would stand at the other end. */
export function Code({ children }: { children: ReactNode }) {
  return (
    <bdi dir="ltr" className={styles.code}>
      {children}
    </bdi>
  );
}

export function Muted({ children }: { children: ReactNode }) {
  return <p className={styles.muted}>{children}</p>;
}

/** Terms and what they are. */
export function Definitions({ rows }: { rows: readonly (readonly [term: string, what: ReactNode])[] }) {
  return (
    <dl className={styles.definitions}>
      {rows.map(([term, what]) => (
        <div key={term} className={styles.pair}>
          <dt>{term}</dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Buttons({ children }: { children: ReactNode }) {
  return <div className={styles.buttons}>{children}</div>;
}
