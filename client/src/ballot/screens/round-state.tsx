import { roundCode } from '#shared/ballot/manifest.js';
import type { Receipt } from '#shared/ballot/receipt.js';
import type { RoundFacts } from '../journey/screen.js';
import styles from './ballot.module.css';
import { Note, RoundCode, ScreenFrame } from './parts.js';
import { useReading } from './reading.js';
import { ReceiptCard } from './receipt.js';
import { useMoment } from './start.js';

export function NotOpen({ facts: { manifest, now, code } }: { facts: RoundFacts }) {
  const { words } = useReading();
  const write = useMoment(manifest);
  return (
    <ScreenFrame title={words.notOpen.title}>
      <p>
        <bdi>{manifest.title}</bdi>
      </p>
      <p>{words.notOpen.text(write(manifest.terms.opens), write(now.closes))}</p>
      <RoundCode code={roundCode(code.manifest)} label={words.start.code} note={words.start.codeNote} />
    </ScreenFrame>
  );
}

export interface ClosedProps {
  facts: RoundFacts;
  receipts: Receipt[];
  /** Somebody was on the way when it closed. */
  late?: 'collecting' | 'sending' | undefined;
  /** A ballot sent from here without a receipt stands in the list. */
  counted?: true | undefined;
}

export function Closed({ facts: { manifest, now, code }, receipts, late, counted }: ClosedProps) {
  const { words } = useReading();
  const write = useMoment(manifest);
  return (
    <ScreenFrame title={words.closed.title}>
      <p>
        <bdi>{manifest.title}</bdi>
      </p>
      <p>{words.closed.text(write(now.closes))}</p>
      {counted && <Note kind="good">{words.receipt.title}</Note>}
      {late === 'sending' && <Note>{words.closed.late}</Note>}
      {now.changed && <p>{words.start.changed(now.changed.reason)}</p>}
      {receipts.map((receipt) => (
        <ReceiptCard key={receipt.ballot} receipt={receipt} />
      ))}
      <p>
        <a className={styles.button} href={`/check#${code.manifest}`}>
          {words.closed.check}
        </a>
      </p>
    </ScreenFrame>
  );
}

export function Cancelled({ facts: { manifest, now } }: { facts: RoundFacts }) {
  const { words } = useReading();
  return (
    <ScreenFrame title={words.cancelled.title}>
      <p>
        <bdi>{manifest.title}</bdi>
      </p>
      {now.cancelledBecause && <Note>{words.cancelled.reason(now.cancelledBecause)}</Note>}
      <p>{words.cancelled.text}</p>
    </ScreenFrame>
  );
}
