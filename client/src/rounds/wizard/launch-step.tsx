import { useNavigate } from 'react-router';
import type { RoundDraft } from '#shared/contract/rounds.js';
import { useAct, useRow } from '../../api/queries.js';
import { useWords } from '../../office/language/words.js';
import { useMoments } from '../../office/moments.js';
import { Button } from '../../ui/button.js';
import { ConfirmButtons } from '../../ui/confirm-buttons.js';
import { Dialog } from '../../ui/dialog.js';
import { Buttons, Callout, Card, Definitions } from '../../ui/page.js';
import { Wait } from '../../ui/wait.js';
import { useTermsRows } from '../terms-rows.js';
import { Obstacles } from './privacy-step.js';

export function LaunchStep({ round, draft }: { round: string; draft: RoundDraft }) {
  const t = useWords();
  const preview = useRow('readPrivacyPreview', { params: { round } });
  return (
    <Card title={t('wizard.steps.launch')}>
      <p>{t('launch.lead')}</p>
      <DraftTerms draft={draft} />
      <Wait for={preview}>
        {(read) => (
          <>
            <Obstacles preview={read} />
            <Buttons>
              {read.obstacles.length === 0 ? (
                <Launch round={round} draft={draft} invited={read.invited} />
              ) : (
                <Callout tone="warn" title={t('launch.blocked')} />
              )}
              <DeleteDraft round={round} />
            </Buttons>
          </>
        )}
      </Wait>
    </Card>
  );
}

function DraftTerms({ draft }: { draft: RoundDraft }) {
  const t = useWords();
  return <Definitions rows={[[t('wizard.name'), draft.title], ...useTermsRows(draft)]} />;
}

function Launch({ round, draft, invited }: { round: string; draft: RoundDraft; invited: number }) {
  const t = useWords();
  const moments = useMoments();
  const navigate = useNavigate();
  const launch = useAct('launchRound', { refreshes: ['listRounds', 'readRound'], leadsAway: true });
  return (
    <Dialog title={t('launch.title')} trigger={<Button look="primary">{t('launch.button')}</Button>}>
      {(close) => (
        <>
          <p>{t('launch.text', { invited, opens: moments.full(draft.opens) })}</p>
          <ConfirmButtons
            label={launch.isPending ? t('launch.busy') : t('launch.confirm')}
            look="primary"
            act={launch}
            onConfirm={() => launch.mutate({ params: { round } }, { onSuccess: () => navigate(`/rounds/${round}`) })}
            onCancel={close}
          />
        </>
      )}
    </Dialog>
  );
}

function DeleteDraft({ round }: { round: string }) {
  const t = useWords();
  const navigate = useNavigate();
  const remove = useAct('deleteDraft', { refreshes: ['listRounds'], leadsAway: true });
  return (
    <Dialog title={t('wizard.deleteTitle')} trigger={<Button look="quiet">{t('wizard.deleteDraft')}</Button>}>
      {(close) => (
        <>
          <p>{t('wizard.deleteText')}</p>
          <ConfirmButtons
            label={t('wizard.deleteDraft')}
            look="danger"
            act={remove}
            onConfirm={() => remove.mutate({ params: { round } }, { onSuccess: () => navigate('/rounds') })}
            onCancel={close}
          />
        </>
      )}
    </Dialog>
  );
}
