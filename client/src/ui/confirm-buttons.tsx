import type { CallRefused } from '../api/refused.js';
import { useWords } from '../office/language/words.js';
import { Button } from './button.js';
import { Buttons } from './page.js';
import { RefusalNote } from './refusal-note.js';

interface ConfirmButtonsProps {
  /** What the act is called on its button. */
  label: string;
  look: 'primary' | 'danger';
  act: { error: CallRefused | null; isPending: boolean };
  onConfirm: () => void;
  onCancel: () => void;
}

/** The end of a dialog that asks before an act: why it was refused, the act, and the way back. */
export function ConfirmButtons({ label, look, act, onConfirm, onCancel }: ConfirmButtonsProps) {
  const t = useWords();
  return (
    <>
      {act.error ? <RefusalNote refused={act.error} /> : null}
      <Buttons>
        <Button look={look} busy={act.isPending} onPress={onConfirm}>
          {label}
        </Button>
        <Button onPress={onCancel}>{t('cancel')}</Button>
      </Buttons>
    </>
  );
}
