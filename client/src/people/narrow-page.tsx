import type { ReactNode } from 'react';
import shell from '../office/shell.module.css';
import { Page } from '../ui/page.js';

/** A page of its own, outside the frame: sign-in, set-up, one-time links. */
export function NarrowPage({ title, lead, children }: { title: string; lead?: string; children?: ReactNode }) {
  return (
    <main className={shell.narrow}>
      <Page title={title} lead={lead}>
        {children}
      </Page>
    </main>
  );
}
