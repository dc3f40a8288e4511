import { unitInWords } from '#shared/round/direct-name.js';
import { namesAbove } from '#shared/round/names-above.js';
import type { InvitationFacts } from '../journey/screen.js';
import styles from './ballot.module.css';
import { Act, Actions, Note, ScreenFrame } from './parts.js';
import { Preparing } from './preparing.js';
import { useReading } from './reading.js';

export interface UnitProps {
  facts: InvitationFacts;
  /** False where the browser forgets: the reader is told before a ballot is fetched. */
  keeps: boolean;
  prepare: () => Promise<boolean>;
  onStart: () => void;
  onWrong: () => void;
}

/** "You count as Sales North, 14 people: right?" */
export function Unit({ facts, keeps, prepare, onStart, onWrong }: UnitProps) {
  const { words, language } = useReading();
  const above = namesAbove(facts.manifest.units, facts.unit.id);
  return (
    <ScreenFrame title={words.unit.title}>
      <p className={styles.question}>{words.unit.question(unitInWords(facts.unit.name, language), facts.unit.roll)}</p>
      {above.length > 0 && <p>{words.unit.within(above)}</p>}
      <p className={styles.muted}>{words.unit.formed}</p>
      <p>{words.unit.note}</p>
      {!keeps && <Note>{words.unit.keepsNothing}</Note>}
      <Preparing prepare={prepare} label={words.unit.start} act={onStart} other={{ label: words.unit.no, act: onWrong }} />
    </ScreenFrame>
  );
}

/** What to do when the group is wrong. */
export function NotYourUnit({ onBack }: { onBack: () => void }) {
  const { words } = useReading();
  return (
    <ScreenFrame title={words.notYourUnit.title}>
      <p>{words.notYourUnit.text}</p>
      <Actions>
        <Act act={onBack}>{words.notYourUnit.back}</Act>
      </Actions>
    </ScreenFrame>
  );
}
