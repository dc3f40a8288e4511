import { Component, type ReactNode } from 'react';
import { Act, Actions, ScreenFrame } from './parts.js';
import { useReading } from './reading.js';

/** A fault of the page itself: said plainly, with the way on. */
export class FaultBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  override render() {
    return this.state.failed ? <Fault /> : this.props.children;
  }
}

function Fault() {
  const { words } = useReading();
  return (
    <main>
      <ScreenFrame title={words.fault.title}>
        <p>{words.fault.text}</p>
        <Actions>
          <Act act={() => window.location.reload()}>{words.fault.reload}</Act>
        </Actions>
      </ScreenFrame>
    </main>
  );
}
