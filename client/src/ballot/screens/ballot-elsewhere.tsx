import { useState } from 'react';
import type { PendingBallot } from '../protocol/device.js';
import styles from './ballot.module.css';
import { Act, Actions, Note, ScreenFrame } from './parts.js';
import { Preparing } from './preparing.js';
import { useReading } from './reading.js';

export interface WaitingProps {
  pending: PendingBallot;
  prepare: () => Promise<boolean>;
  onResume: () => void;
}

/** A ballot fetched on this device and not sent. */
export function Waiting({ pending, prepare, onResume }: WaitingProps) {
  const { words } = useReading();
  return (
    <ScreenFrame title={words.waiting.title}>
      <p>{pending.sendTried ? words.waiting.sentBefore : words.waiting.text}</p>
      <Preparing prepare={prepare} label={words.waiting.goOn} act={onResume} />
    </ScreenFrame>
  );
}

export interface ElsewhereProps {
  told: boolean;
  onReplace: () => void;
  onNotMe: () => Promise<void>;
}

/** The invitation was exchanged elsewhere. A replacement is taken without asking anyone. */
export function FetchedElsewhere({ told, onReplace, onNotMe }: ElsewhereProps) {
  const { words } = useReading();
  const { text, yours, lost, notYou, take } = words.elsewhere;
  return (
    <ScreenFrame title={words.elsewhere.title}>
      <p>{text}</p>
      <ul>
        <li>{yours}</li>
        <li>{lost}</li>
        <li>{notYou}</li>
      </ul>
      <Actions>
        <Act primary act={onReplace}>
          {take}
        </Act>
      </Actions>
      <NotMe told={told} onNotMe={onNotMe} />
    </ScreenFrame>
  );
}

export function NoReplacementLeft({ told, onNotMe }: { told: boolean; onNotMe: () => Promise<void> }) {
  const { words } = useReading();
  return (
    <ScreenFrame title={words.noneLeft.title}>
      <p>{words.noneLeft.text}</p>
      <p>{words.noneLeft.notYou}</p>
      <NotMe told={told} onNotMe={onNotMe} />
    </ScreenFrame>
  );
}

function NotMe({ told, onNotMe }: { told: boolean; onNotMe: () => Promise<void> }) {
  const { words } = useReading();
  const [failed, setFailed] = useState(false);
  if (told) return <Note kind="good">{words.elsewhere.told}</Note>;
  const say = () => {
    setFailed(false);
    onNotMe().catch(() => setFailed(true));
  };
  return (
    <div>
      <Act act={say}>{words.elsewhere.notMe}</Act>
      <p className={styles.muted}>{words.elsewhere.notMeNote}</p>
      <p role="alert">{failed && words.elsewhere.failed}</p>
    </div>
  );
}
