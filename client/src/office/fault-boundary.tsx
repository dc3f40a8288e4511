import { Component, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { Button } from '../ui/button.js';
import { EmptyState } from '../ui/page.js';
import { useWords } from './language/words.js';
import { beginAnew, PageNotLoaded } from './later-page.js';
import { Coming } from './waiting.js';

interface Props {
  /** Nothing else is on the page. */
  alone?: boolean;
  children: ReactNode;
}

/** A page that breaks says so instead of vanishing; the next address is tried afresh. */
export function FaultBoundary(props: Props) {
  return <Boundary at={useLocation().pathname} {...props} />;
}

interface Broken {
  at: string;
  fault: unknown;
}

class Boundary extends Component<Props & { at: string }, Broken> {
  override state: Broken = { at: this.props.at, fault: undefined };

  static getDerivedStateFromError(fault: unknown): Partial<Broken> {
    return { fault };
  }

  static getDerivedStateFromProps({ at }: { at: string }, before: Broken): Broken | null {
    return at === before.at ? null : { at, fault: undefined };
  }

  override componentDidCatch(fault: unknown) {
    if (fault instanceof PageNotLoaded) beginAnew();
  }

  override render() {
    const { fault } = this.state;
    if (fault === undefined) return this.props.children;
    const told = fault instanceof PageNotLoaded ? <Coming /> : <SaysSo />;
    return this.props.alone ? <main>{told}</main> : told;
  }
}

function SaysSo() {
  const t = useWords();
  return (
    <EmptyState title={t('fault.title')} action={<Button onPress={() => location.reload()}>{t('fault.reload')}</Button>}>
      {t('fault.text')}
    </EmptyState>
  );
}
