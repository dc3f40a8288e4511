import type { PreviewUnit, PrivacyPreview } from '#shared/contract/rounds.js';
import { useRow } from '../../api/queries.js';
import { saidIn } from '../../api/refused.js';
import { useServerWords } from '../../office/language/server-words.js';
import { useUnitsInWords } from '../../office/language/units-in-words.js';
import { useWords } from '../../office/language/words.js';
import { UnitTable } from '../../roster/unit-table.js';
import { ButtonLink } from '../../ui/button.js';
import { Badge, Callout, Card } from '../../ui/page.js';
import { Problems } from '../../ui/refusal-note.js';
import { Wait } from '../../ui/wait.js';
import styles from './wizard.module.css';

const SHARES = [50, 70, 90] as const;

export function PrivacyStep({ round, next }: { round: string; next: string }) {
  const t = useWords();
  const preview = useRow('readPrivacyPreview', { params: { round } });
  return (
    <Card title={t('wizard.steps.privacy')}>
      <p>{t('privacy.lead')}</p>
      <Wait for={preview}>
        {(read) => (
          <>
            <Summary preview={read} />
            <Obstacles preview={read} />
            <PreviewTable units={read.units} />
            <div>
              <ButtonLink to={next} look="primary">
                {t('wizard.next')}
              </ButtonLink>
            </div>
          </>
        )}
      </Wait>
    </Card>
  );
}

function Summary({ preview }: { preview: PrivacyPreview }) {
  const t = useWords();
  const visible = (share: 50 | 70 | 90) => preview.units.filter((unit) => unit.visibleAt[share]).length;
  return (
    <p>
      <strong>{t('privacy.invited', { count: preview.invited })}</strong>{' '}
      {t('privacy.summary', { all: preview.units.length, at50: visible(50), at70: visible(70), at90: visible(90) })}
    </p>
  );
}

/** What stands in the way of a launch, and what is worth knowing before one. */
export function Obstacles({ preview }: { preview: PrivacyPreview }) {
  const t = useWords();
  const say = useServerWords();
  return (
    <>
      {preview.obstacles.length > 0 ? (
        <Callout tone="danger" title={t('privacy.obstacles')}>
          <Problems problems={preview.obstacles.map((problem) => saidIn(say, problem))} />
        </Callout>
      ) : null}
      {preview.warnings.length > 0 ? (
        <Callout tone="warn" title={t('privacy.warnings')}>
          <Problems problems={preview.warnings.map((problem) => saidIn(say, problem))} />
        </Callout>
      ) : null}
    </>
  );
}

function PreviewTable({ units }: { units: readonly PreviewUnit[] }) {
  const t = useWords();
  const head = [t('privacy.unit'), t('privacy.roll'), ...SHARES.map((share) => t('privacy.at', { share }))];
  return (
    <UnitTable
      caption={t('privacy.table')}
      head={head}
      units={useUnitsInWords(units)}
      mark={({ parts }) => (parts.length > 1 ? <Badge>{t('privacy.together')}</Badge> : null)}
      cells={({ roll, visibleAt }) => (
        <>
          <td>{t('number', { count: roll })}</td>
          {SHARES.map((share) => (
            <td key={share} className={visibleAt[share] ? styles.visible : styles.hidden}>
              {visibleAt[share] ? `✓ ${t('privacy.visible')}` : `– ${t('privacy.hidden')}`}
            </td>
          ))}
        </>
      )}
    />
  );
}
