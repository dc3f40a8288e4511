import { useWords } from '../office/language/words.js';
import { TextField } from '../ui/field.js';

/** The six digits of a second factor, asked for where an account has one. */
export function CodeField({ autoFocus = false }: { autoFocus?: boolean }) {
  const t = useWords();
  return <SixDigits label={t('signIn.code')} hint={t('signIn.codeLead')} autoFocus={autoFocus} />;
}

/** What an authenticator app shows. */
export function SixDigits({ label, hint, autoFocus = false }: { label: string; hint?: string; autoFocus?: boolean }) {
  return (
    <TextField
      name="code"
      label={label}
      {...(hint ? { hint } : {})}
      autoFocus={autoFocus}
      autoComplete="one-time-code"
      inputMode="numeric"
      pattern="[0-9]{6}"
      required
    />
  );
}
