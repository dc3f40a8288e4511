/** Every act that is entered in the ledger, in one hyphenated word. Each language of the office has words for all of them. */
export const ACTS = [
  'organisation-set-up',
  'colleague-invited',
  'colleague-joined',
  'colleague-removed',
  'roles-changed',
  'link-renewed',
  'password-reset',
  'password-changed',
  'sign-on-bound',
  'two-factor-on',
  'two-factor-off',
  'roster-imported',
  'round-created',
  'round-deleted',
  'round-launched',
  'round-extended',
  'round-ended',
  'round-cancelled',
  'person-added',
  'sheet-printed',
] as const;
export type ActName = (typeof ACTS)[number];
