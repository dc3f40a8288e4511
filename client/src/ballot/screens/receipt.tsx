import { useState } from 'react';
import { type Receipt as ReceiptFormat, receiptLine } from '#shared/ballot/receipt.js';
import type { RoundFacts } from '../journey/screen.js';
import styles from './ballot.module.css';
import { Act, Actions, Note, ScreenFrame } from './parts.js';
import { useReading } from './reading.js';
import { useMoment } from './start.js';

/** The ballot was counted. The receipt can be copied or saved, and need not be. */
export function Receipt({ facts, receipt }: { facts: RoundFacts; receipt: ReceiptFormat }) {
  const { words } = useReading();
  return (
    <ScreenFrame title={words.receipt.title}>
      <p>{words.receipt.text}</p>
      <Note>{words.receipt.show}</Note>
      <ReceiptCard receipt={receipt} />
      <CheckNote facts={facts} />
    </ScreenFrame>
  );
}

/** Receipts of ballots sent from this device earlier, perhaps by somebody else. */
export function Sent({ facts, receipts, onMine }: { facts: RoundFacts; receipts: ReceiptFormat[]; onMine: () => void }) {
  const { words } = useReading();
  return (
    <ScreenFrame title={words.sent.title}>
      <p>{words.sent.text}</p>
      <p>{words.receipt.text}</p>
      {receipts.map((receipt) => (
        <ReceiptCard key={receipt.ballot} receipt={receipt} />
      ))}
      <CheckNote facts={facts} />
      <p className={styles.muted}>{words.sent.other}</p>
      <Actions>
        <Act act={onMine}>{words.sent.goOn}</Act>
      </Actions>
    </ScreenFrame>
  );
}

const MINUTE_MS = 60_000;

function CheckNote({ facts: { manifest, now } }: { facts: RoundFacts }) {
  const { words } = useReading();
  // Ballots that were fetched in time may still arrive: nothing is published before.
  const counted = new Date(Date.parse(now.closes) + manifest.terms.graceMinutes * MINUTE_MS).toISOString();
  const write = useMoment(manifest);
  return (
    <div>
      <p className={styles.muted}>{words.receipt.checkNote(write(counted))}</p>
      <a className={styles.link} href="/check">
        {words.receipt.check}
      </a>
    </div>
  );
}

export function ReceiptCard({ receipt }: { receipt: ReceiptFormat }) {
  const { words } = useReading();
  const line = receiptLine(receipt);
  const [outcome, setOutcome] = useState<'copied' | 'copyFailed'>();
  const id = `receipt-${receipt.ballot.slice(0, 8)}`;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{words.receipt.label}</label>
      <textarea id={id} className={styles.text} rows={7} readOnly value={line} translate="no" />
      <Actions>
        <CopyAct text={line} onOutcome={setOutcome} />
        <Act act={() => saveText(words.receipt.fileName, line)}>{words.receipt.save}</Act>
      </Actions>
      <p role="status" className={styles.muted}>
        {outcome && words.receipt[outcome]}
      </p>
    </div>
  );
}

function CopyAct({ text, onOutcome }: { text: string; onOutcome: (outcome: 'copied' | 'copyFailed') => void }) {
  const { words } = useReading();
  const copy = async () => {
    const copied = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    onOutcome(copied ? 'copied' : 'copyFailed');
  };
  return <Act act={() => void copy()}>{words.receipt.copy}</Act>;
}

function saveText(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
