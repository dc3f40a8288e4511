import { useState } from 'react';
import { SLIPS_A_SHEET } from '#shared/contract/rounds.js';
import { addressOf } from '../api/call.js';
import { useWords } from '../office/language/words.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { Select } from '../ui/field.js';
import { Buttons } from '../ui/page.js';

/** A plain form to a new window: the page of links is streamed there and kept nowhere. Of many slips, a sheet at a time; the next is chosen already. */
export function Sheet({ round, unreached }: { round: string; unreached: number }) {
  const t = useWords();
  const starts = Array.from({ length: Math.ceil(unreached / SLIPS_A_SHEET) }, (_, sheet) => sheet * SLIPS_A_SHEET + 1);
  const [chosen, setChosen] = useState(1);
  const from = starts.includes(chosen) ? chosen : 1;
  const many = starts.length > 1;
  const last = (first: number) => Math.min(unreached, first + SLIPS_A_SHEET - 1);
  const choices = starts.map((first) => ({ id: String(first), label: t('mail.sheetRange', { from: first, to: last(first) }) }));
  const address = addressOf('printSheet', { params: { round }, ...(many ? { query: { from: String(from) } } : {}) });
  const opened = (close: () => void) => {
    setChosen(from + SLIPS_A_SHEET);
    close();
  };
  return (
    <div>
      <Dialog title={t('mail.sheetTitle')} trigger={<Button>{t('mail.sheet')}</Button>}>
        {(close) => (
          // Only once the form has left: another address under it would be the one that is sent.
          <form method="post" action={address} target="_blank" onSubmit={() => setTimeout(() => opened(close))} rel="noopener">
            {many ? (
              <>
                <p>{t('mail.sheetParts', { count: unreached, most: SLIPS_A_SHEET })}</p>
                <Select
                  name="sheet"
                  label={t('mail.sheetPart')}
                  choices={choices}
                  value={String(from)}
                  onChange={(first) => setChosen(Number(first))}
                />
              </>
            ) : null}
            <p>{t('mail.sheetText', { count: last(from) - from + 1 })}</p>
            <Buttons>
              <Button type="submit" look="primary">
                {t('mail.sheetDo')}
              </Button>
              <Button onPress={close}>{t('cancel')}</Button>
            </Buttons>
          </form>
        )}
      </Dialog>
    </div>
  );
}
