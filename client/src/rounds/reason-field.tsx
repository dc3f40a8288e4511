import { REASON_LENGTH } from '#shared/contract/fields.js';
import { useWords } from '../office/language/words.js';
import { TextField } from '../ui/field.js';

/** Why HR does something to a round that is under way: people or the steward read it. */
export function ReasonField() {
  const t = useWords();
  return (
    <TextField
      name="reason"
      label={t('manage.reason')}
      hint={t('manage.reasonHint')}
      lines="several"
      minLength={REASON_LENGTH.least}
      maxLength={REASON_LENGTH.most}
      required
    />
  );
}
