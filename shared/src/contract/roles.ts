import { z } from 'zod';

/** HR runs rounds, executives read results, stewards keep it honest. Nobody holds HR and steward at once. */
export const ROLES = ['hr', 'executive', 'steward'] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

/** True for a set of roles that one person may hold: at least one, and not HR together with steward. */
export function rolesGoTogether(roles: readonly Role[]): boolean {
  return roles.length > 0 && !(roles.includes('hr') && roles.includes('steward'));
}
