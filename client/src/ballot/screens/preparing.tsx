import { useCallback, useEffect, useState } from 'react';
import styles from './ballot.module.css';
import { Act, Actions } from './parts.js';
import { useReading } from './reading.js';

export interface PreparingProps {
  /** False when what was loaded must not be used; the journey then shows why. */
  prepare: () => Promise<boolean>;
  label: string;
  act: () => void;
  other?: { label: string; act: () => void };
}

/** The way on, once everything up to the receipt is loaded: nothing may be requested after the ballot is fetched but the sending itself. */
export function Preparing({ prepare, label, act, other }: PreparingProps) {
  const { words } = useReading();
  const { state, load } = usePrepared(prepare);
  const told = { loading: words.unit.preparing, ready: '', failed: words.unit.prepareFailed }[state];
  return (
    <>
      <Actions>
        <Act primary act={act} waits={state !== 'ready'}>
          {label}
        </Act>
        {other && <Act act={other.act}>{other.label}</Act>}
      </Actions>
      <p className={styles.muted} role="status">
        {told}
      </p>
      {state === 'failed' && <Act act={load}>{words.retry}</Act>}
    </>
  );
}

function usePrepared(prepare: () => Promise<boolean>) {
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading');
  const load = useCallback(() => {
    setState('loading');
    prepare().then(
      (ready) => setState(ready ? 'ready' : 'failed'),
      () => setState('failed'),
    );
  }, [prepare]);
  useEffect(load, [load]);
  return { state, load };
}
