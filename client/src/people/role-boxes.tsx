import { ROLES, Role } from '#shared/contract/roles.js';
import { useWords } from '../office/language/words.js';
import { Checkboxes } from '../ui/field.js';

export function RoleBoxes({ roles }: { roles: readonly Role[] }) {
  const t = useWords();
  return (
    <Checkboxes
      name="roles"
      label={t('colleagues.roles')}
      hint={t('colleagues.rolesHint')}
      required
      defaultValue={roles}
      choices={ROLES.map((id) => ({ id, label: t(`roles.${id}`), hint: t(`roles.${id}Hint`) }))}
    />
  );
}

export function rolesIn(fields: FormData): Role[] {
  return fields.getAll('roles').map((role) => Role.parse(role));
}
