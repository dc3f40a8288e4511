import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { useDashboardWords } from './language/words.js';

/** One answer for every hidden number: which of its reasons holds is never told. */
export function WhyHidden({ k, open, onClose }: { k: number; open: boolean; onClose: () => void }) {
  const t = useDashboardWords();
  return (
    <Dialog title={t('heat.whyTitle')} open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      {(close) => (
        <>
          <p>{t('heat.why1', { k })}</p>
          <p>{t('heat.why2')}</p>
          <p>{t('heat.why3')}</p>
          <div>
            <Button look="primary" onPress={close}>
              {t('heat.close')}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
