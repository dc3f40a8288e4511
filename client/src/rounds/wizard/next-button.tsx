import { useWords } from '../../office/language/words.js';
import { Button } from '../../ui/button.js';

/** Saves a step and leads to the next. */
export function NextButton({ busy }: { busy: boolean }) {
  const t = useWords();
  return (
    <div>
      <Button type="submit" look="primary" busy={busy}>
        {t('wizard.next')}
      </Button>
    </div>
  );
}
