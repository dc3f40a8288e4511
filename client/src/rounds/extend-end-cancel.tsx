import type { Round } from '#shared/contract/rounds.js';
import { useAct } from '../api/queries.js';
import { useWords } from '../office/language/words.js';
import { instantOf, useMoments, wallTimeOf } from '../office/moments.js';
import { useSigned } from '../office/organisation.js';
import { Button } from '../ui/button.js';
import { FormButtons } from '../ui/confirm-buttons.js';
import { Dialog } from '../ui/dialog.js';
import { TextField } from '../ui/field.js';
import { Form, text } from '../ui/form.js';
import { ReasonField } from './reason-field.js';

export function ExtendRound({ round }: { round: Round }) {
  const t = useWords();
  const moments = useMoments();
  const { timeZone } = useSigned().organisation;
  const extend = useAct('extendRound', { refreshes: ['readRound', 'listRounds'] });
  const limit = round.draft.mayExtendTo;
  return (
    <Dialog title={t('manage.extendTitle')} trigger={<Button>{t('manage.extend')}</Button>}>
      {(close) => (
        <Form
          refused={extend.error}
          onSubmit={(fields) => {
            const closes = instantOf(text(fields, 'closes'), timeZone) ?? round.closes;
            extend.mutate({ params: { round: round.id }, body: { closes, reason: text(fields, 'reason') } }, { onSuccess: close });
          }}
        >
          <p>{t('manage.extendText', { limit: moments.full(limit) })}</p>
          <TextField
            name="closes"
            type="datetime-local"
            label={t('manage.newClose')}
            defaultValue={wallTimeOf(round.closes, timeZone)}
            min={wallTimeOf(round.closes, timeZone)}
            max={wallTimeOf(limit, timeZone)}
            required
          />
          <ReasonField />
          <FormButtons label={t('manage.extendDo')} busy={extend.isPending} onCancel={close} />
        </Form>
      )}
    </Dialog>
  );
}

export function EndRound({ round }: { round: Round }) {
  const t = useWords();
  const moments = useMoments();
  const end = useAct('endRound', { refreshes: ['readRound', 'listRounds'] });
  return (
    <Dialog title={t('manage.endTitle')} trigger={<Button look="primary">{t('manage.end')}</Button>}>
      {(close) => (
        <Form
          refused={end.error}
          onSubmit={(fields) => end.mutate({ params: { round: round.id }, body: { reason: text(fields, 'reason') } }, { onSuccess: close })}
        >
          <p>{t('manage.endText', { from: moments.full(round.draft.mayCloseFrom) })}</p>
          <ReasonField />
          <FormButtons label={t('manage.endDo')} busy={end.isPending} onCancel={close} />
        </Form>
      )}
    </Dialog>
  );
}

export function CancelRound({ round }: { round: Round }) {
  const t = useWords();
  const cancel = useAct('cancelRound', { refreshes: ['readRound', 'listRounds'] });
  return (
    <Dialog title={t('manage.cancelTitle')} trigger={<Button look="danger">{t('manage.cancel')}</Button>}>
      {(close) => (
        <Form
          refused={cancel.error}
          onSubmit={(fields) =>
            cancel.mutate({ params: { round: round.id }, body: { reason: text(fields, 'reason') } }, { onSuccess: close })
          }
        >
          <p>{t('manage.cancelText')}</p>
          <ReasonField />
          <FormButtons label={t('manage.cancelDo')} look="danger" busy={cancel.isPending} back={t('manage.keep')} onCancel={close} />
        </Form>
      )}
    </Dialog>
  );
}
