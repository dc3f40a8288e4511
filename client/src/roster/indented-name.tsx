import type { CSSProperties, ReactNode } from 'react';
import styles from './indented-name.module.css';

/** A unit's name, set in by its depth in the tree. */
export function IndentedName({ depth, children }: { depth: number; children: ReactNode }) {
  return (
    <span className={styles.name} data-depth={depth} style={{ '--depth': depth } as CSSProperties}>
      {children}
    </span>
  );
}
