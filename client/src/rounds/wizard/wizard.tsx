import { Link, Navigate, useNavigate, useParams } from 'react-router';
import type { RoundDraft } from '#shared/contract/rounds.js';
import { useAct, useRow } from '../../api/queries.js';
import { useClock } from '../../office/clock.js';
import { useWords } from '../../office/language/words.js';
import { useSigned } from '../../office/organisation.js';
import { Page } from '../../ui/page.js';
import { PageWait } from '../../ui/wait.js';
import { BasicsStep } from './basics-step.js';
import { defaultDraft } from './default-draft.js';
import { LaunchStep } from './launch-step.js';
import { PrivacyStep } from './privacy-step.js';
import { RulesStep } from './rules-step.js';
import { ScheduleStep } from './schedule-step.js';
import { STEPS, type Step, type StepProps } from './step.js';
import styles from './wizard.module.css';

/** Five steps from nothing to a launched round. Each is saved as it is left, so that one can go away and come back. */
export default function RoundWizard() {
  const { round } = useParams();
  return round ? <Prepare round={round} /> : <NewRound />;
}

function NewRound() {
  const t = useWords();
  const now = useClock();
  const { organisation } = useSigned();
  const navigate = useNavigate();
  const create = useAct('createRound', { refreshes: ['listRounds'], leadsAway: true });
  const draft = defaultDraft(now(), organisation.timeZone, t('wizard.audienceDefault'));
  // Back from the next step leads to the draft that was made, not to another empty one.
  const goOn = (id: string) => {
    navigate(addressOfStep(id, 'basics'), { replace: true });
    navigate(addressOfStep(id, 'schedule'));
  };
  return (
    <Page title={t('wizard.newTitle')} lead={t('wizard.lead')}>
      <StepsLine at="basics" />
      <BasicsStep
        draft={draft}
        busy={create.isPending}
        refused={create.error}
        onNext={(body) => create.mutate({ body }, { onSuccess: ({ id }) => goOn(id) })}
      />
    </Page>
  );
}

function Prepare({ round: id }: { round: string }) {
  const t = useWords();
  const round = useRow('readRound', { params: { round: id } });
  const asked = useParams().step;
  const step = STEPS.find((known) => known === asked);
  return (
    <PageWait for={round}>
      {({ title, state, draft, launch }) =>
        state !== 'draft' || launch?.state === 'under-way' || !step ? (
          <Navigate replace to={`/rounds/${id}`} />
        ) : (
          <Page title={t('wizard.title', { title, step: t(`wizard.steps.${step}`) })} lead={t('wizard.lead')}>
            <StepsLine at={step} round={id} />
            <PrepareStep key={step} id={id} step={step} draft={draft} />
          </Page>
        )
      }
    </PageWait>
  );
}

function PrepareStep({ id, step, draft }: { id: string; step: Step; draft: RoundDraft }) {
  const navigate = useNavigate();
  const change = useAct('changeRound', { refreshes: ['readRound', 'listRounds', 'readPrivacyPreview'] });
  const following = STEPS[STEPS.indexOf(step) + 1];
  const props: StepProps = {
    draft,
    busy: change.isPending,
    refused: change.error,
    onNext: (body) =>
      change.mutate({ params: { round: id }, body }, { onSuccess: () => following && navigate(addressOfStep(id, following)) }),
  };
  if (step === 'basics') return <BasicsStep {...props} />;
  if (step === 'schedule') return <ScheduleStep {...props} />;
  if (step === 'rules') return <RulesStep {...props} />;
  if (step === 'privacy') return <PrivacyStep round={id} next={addressOfStep(id, 'launch')} />;
  return <LaunchStep round={id} draft={draft} />;
}

function StepsLine({ at, round }: { at: Step; round?: string }) {
  const t = useWords();
  return (
    <ol className={styles.steps} aria-label={t('wizard.stepOf', { step: STEPS.indexOf(at) + 1 })}>
      {STEPS.map((step, index) => (
        <li key={step} className={styles.step} aria-current={step === at ? 'step' : undefined}>
          <span className={styles.number} aria-hidden>
            {index + 1}
          </span>
          {round && step !== at ? <Link to={addressOfStep(round, step)}>{t(`wizard.steps.${step}`)}</Link> : t(`wizard.steps.${step}`)}
        </li>
      ))}
    </ol>
  );
}

function addressOfStep(round: string, step: Step): string {
  return `/rounds/${round}/prepare/${step}`;
}
