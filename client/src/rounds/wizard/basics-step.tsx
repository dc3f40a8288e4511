import { Form as FormKind } from '#shared/ballot/manifest.js';
import { useWords } from '../../office/language/words.js';
import { Radios, TextField } from '../../ui/field.js';
import { Form, text } from '../../ui/form.js';
import { Card } from '../../ui/page.js';
import { NextButton } from './next-button.js';
import type { StepProps } from './step.js';

export function BasicsStep({ draft, busy, refused, onNext }: StepProps) {
  const t = useWords();
  return (
    <Card title={t('wizard.steps.basics')}>
      <Form
        refused={refused}
        onSubmit={(fields) =>
          onNext({ ...draft, title: text(fields, 'title'), audience: text(fields, 'audience'), form: FormKind.parse(fields.get('form')) })
        }
      >
        <TextField
          name="title"
          label={t('wizard.name')}
          hint={t('wizard.nameHint')}
          defaultValue={draft.title}
          maxLength={200}
          autoComplete="off"
          required
        />
        <Radios
          name="form"
          label={t('wizard.form')}
          defaultValue={draft.form}
          choices={FormKind.options.map((id) => ({ id, label: t(`forms.${id}`), hint: t(`forms.${id}Hint`) }))}
        />
        <TextField
          name="audience"
          label={t('wizard.audience')}
          hint={t('wizard.audienceHint')}
          defaultValue={draft.audience}
          maxLength={300}
          required
        />
        <NextButton busy={busy} />
      </Form>
    </Card>
  );
}
