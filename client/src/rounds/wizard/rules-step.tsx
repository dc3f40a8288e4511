import { LARGEST_K, MOST_RETENTION_DAYS, Reader, SMALLEST_K } from '#shared/ballot/manifest.js';
import { useWords } from '../../office/language/words.js';
import { Checkboxes, Select, TextField } from '../../ui/field.js';
import { Form, text } from '../../ui/form.js';
import { Card } from '../../ui/page.js';
import { NextButton } from './next-button.js';
import type { StepProps } from './step.js';

const K_CHOICES = Array.from({ length: LARGEST_K - SMALLEST_K + 1 }, (_, at) => SMALLEST_K + at);

export function RulesStep({ draft, busy, refused, onNext }: StepProps) {
  const t = useWords();
  return (
    <Card title={t('wizard.steps.rules')}>
      <Form
        refused={refused}
        onSubmit={(fields) =>
          onNext({
            ...draft,
            k: Number(fields.get('k')),
            readers: fields.getAll('readers').map((reader) => Reader.parse(reader)),
            retentionDays: Number(text(fields, 'retentionDays')),
          })
        }
      >
        <Select
          name="k"
          label={t('wizard.k')}
          hint={t('wizard.kHint')}
          defaultValue={String(draft.k)}
          choices={K_CHOICES.map((k) => ({ id: String(k), label: t('wizard.kOption', { k }) }))}
        />
        <Checkboxes
          name="readers"
          label={t('wizard.readers')}
          hint={t('wizard.readersHint')}
          defaultValue={draft.readers}
          choices={Reader.options.map((id) => ({ id, label: t(`roles.${id}`) }))}
          required
        />
        <TextField
          name="retentionDays"
          type="number"
          label={t('wizard.retention')}
          hint={t('wizard.retentionHint')}
          defaultValue={String(draft.retentionDays)}
          min="0"
          max={String(MOST_RETENTION_DAYS)}
          required
        />
        <NextButton busy={busy} />
      </Form>
    </Card>
  );
}
