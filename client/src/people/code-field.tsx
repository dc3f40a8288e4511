import { useWords } from '../office/language/words.js';
import { TextField } from '../ui/field.js';

/** The six digits of a second factor, asked for where an account has one. */
export function CodeField({ autoFocus = false }: { autoFocus?: boolean }) {
  const t = useWords();
  return (
    <TextField
      name="code"
      autoFocus={autoFocus}
      label={t('signIn.code')}
      hint={t('signIn.codeLead')}
      autoComplete="one-time-code"
      inputMode="numeric"
      pattern="[0-9]{6}"
      required
    />
  );
}
