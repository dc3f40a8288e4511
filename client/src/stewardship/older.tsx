import { useWords } from '../office/language/words.js';
import { Button } from '../ui/button.js';
import { Buttons } from '../ui/page.js';

/** Paging backwards in time, and back to the newest. */
export function Older({
  last,
  more,
  before,
  onBefore,
}: {
  last: string | undefined;
  more: boolean;
  before: string | undefined;
  onBefore: (before?: string) => void;
}) {
  const t = useWords();
  return (
    <Buttons>
      {more && last ? <Button onPress={() => onBefore(last)}>{t('ledger.older')}</Button> : null}
      {before ? <Button onPress={() => onBefore(undefined)}>{t('ledger.newest')}</Button> : null}
    </Buttons>
  );
}
