import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';

/** The place of this build's page in the document, until the page of another build takes it. */
export interface OnePage {
  show(page: ReactNode): void;
  leave(): void;
  /** Aborted once it has left: what listens on the window must not act for a page that nobody sees. */
  left: AbortSignal;
}

/** What is shown after it has left is shown nowhere: its words may come later than the page that takes its place. */
export function onePage(container: HTMLElement): OnePage {
  const root = createRoot(container);
  const leaving = new AbortController();
  return {
    show: (page) => {
      if (!leaving.signal.aborted) root.render(page);
    },
    leave: () => {
      leaving.abort();
      root.unmount();
    },
    left: leaving.signal,
  };
}
