import { SKIPPED } from '#shared/instrument/answers.js';
import type { Draft, InvitationFacts } from '../journey/screen.js';
import { scoredBallot } from '../protocol/cast.js';
import styles from './ballot.module.css';
import { Act, Actions, Note, ScreenFrame } from './parts.js';
import { useReading } from './reading.js';

export interface SummaryProps {
  facts: InvitationFacts;
  draft: Draft;
  onSend: () => void;
  onChange: () => void;
}

/** The last look before sending: how much is answered, and every byte that will go. */
export function Summary({ facts, draft, onSend, onChange }: SummaryProps) {
  const { words } = useReading();
  const codes = Object.values(draft.answers);
  const answered = codes.filter((code) => code !== SKIPPED).length;
  return (
    <ScreenFrame title={words.summary.title}>
      <p>{words.summary.answered(answered, codes.length)}</p>
      <p>{words.summary.once}</p>
      {facts.device.pending()?.sendTried && <Note>{words.summary.sentBefore}</Note>}
      <Actions>
        <Act primary act={onSend}>
          {words.summary.send}
        </Act>
        <Act act={onChange}>{words.summary.change}</Act>
      </Actions>
      <details className={styles.details}>
        <summary>{words.summary.exactly}</summary>
        <p>{words.summary.exactlyNote}</p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <pre className={styles.sentBytes} tabIndex={0}>
          {useSent(facts, draft)}
        </pre>
      </details>
      <details className={styles.details}>
        <summary>{words.summary.otherWays}</summary>
        <p>{words.summary.otherWaysText}</p>
      </details>
    </ScreenFrame>
  );
}

/** The request's body as it will be; where no ballot is fetched yet, its random parts are named. */
function useSent({ manifest, device, unit }: InvitationFacts, { answers }: Draft): string {
  const { words } = useReading();
  const pending = device.pending();
  const ballot = pending?.signatures && scoredBallot(manifest.round, { ...pending, signatures: pending.signatures }, answers);
  const later = words.summary.notYet;
  return JSON.stringify(ballot ?? { round: manifest.round, id: later, unit: unit.id, kind: 'scored', signature: later, answers }, null, 1);
}
