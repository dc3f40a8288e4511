import { REASON_LENGTH } from '#shared/contract/fields.js';
import { useWords } from '../office/language/words.js';
import { TextField } from '../ui/field.js';

/** Why HR does something to a round that is under way. */
export function ReasonField({ readBy = 'people' }: { readBy?: 'people' | 'steward' }) {
  const t = useWords();
  return (
    <TextField
      name="reason"
      label={t('manage.reason')}
      hint={t(readBy === 'people' ? 'manage.reasonHint' : 'manage.reasonForSteward')}
      lines="several"
      minLength={REASON_LENGTH.least}
      maxLength={REASON_LENGTH.most}
      required
    />
  );
}
