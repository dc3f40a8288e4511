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

interface FormButtonsProps {
  /** What the act is called on its button. */
  label: string;
  look?: 'primary' | 'danger';
  busy: boolean;
  /** What not doing it is called, where "Cancel" would be mistaken for the act. */
  back?: string;
  onCancel: () => void;
}

/** The end of a form in a dialog: the act, and the way back, which on a phone nothing else shows. */
export function FormButtons({ label, look = 'primary', busy, back, onCancel }: FormButtonsProps) {
  const t = useWords();
  return (
    <Buttons>
      <Button type="submit" look={look} busy={busy}>
        {label}
      </Button>
      <Button onPress={onCancel}>{back ?? t('cancel')}</Button>
    </Buttons>
  );
}
