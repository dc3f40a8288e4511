import { Component, type ReactNode } from 'react';
import { Button } from '../ui/button.js';
import { EmptyState } from '../ui/page.js';
import { useWords } from './language/words.js';

/** A page that breaks says so instead of vanishing. */
export class FaultBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const t = useWords();
  return (
    <main>
      <EmptyState title={t('fault.title')} action={<Button onPress={() => location.reload()}>{t('fault.reload')}</Button>}>
        {t('fault.text')}
      </EmptyState>
    </main>
  );
}
