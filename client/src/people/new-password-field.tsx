import { PASSWORD_LENGTH } from '#shared/contract/fields.js';
import { TextField } from '../ui/field.js';

/** A password that is chosen, whose least length the hint tells. */
export function NewPasswordField({ name = 'password', label, hint }: { name?: string; label: string; hint: string }) {
  return (
    <TextField
      name={name}
      type="password"
      label={label}
      hint={hint}
      autoComplete="new-password"
      minLength={PASSWORD_LENGTH.least}
      maxLength={PASSWORD_LENGTH.most}
      required
    />
  );
}
