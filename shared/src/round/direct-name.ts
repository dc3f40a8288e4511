/** What stands behind a unit's name where its people are those attached directly to it, in each language in which it is written. */
const DIRECTLY = { en: '(direct)', he: '(ישירות)' } as const;
type Written = keyof typeof DIRECTLY;

const JOINED = ' + ';
const ANY_DIRECTLY = /^(.+) (?:\(direct\)|\(ישירות\))$/su;

/** Names stand in the manifest, in the organisation's own language. */
export function directNameIn(language: string): (unit: string) => string {
  return (unit) => `${unit} ${directly(language)}`;
}

/**
 * A reporting unit's name for whoever reads it. Frozen with the terms, it says "(direct)" in the organisation's language; people read theirs.
 * Parts written in two directions are isolated one by one and stand in the order of the reader's language: else they run into each other.
 */
export function unitInWords(name: string, language: string): string {
  const parts = name.split(JOINED).map((part) => ({ own: ANY_DIRECTLY.exec(part)?.[1], part }));
  const said = parts.map(({ own, part }) => (own ? directNameIn(language)(own) : part)).join(JOINED);
  if (said === name && parts.length === 1) return name;
  if (!/\p{Script=Hebrew}/u.test(said) || !/\p{Script=Latin}/u.test(said)) return said;
  const isolated = parts.map(({ own, part }) => (own ? `\u2068${own}\u2069 ${directly(language)}` : `\u2068${part}\u2069`));
  return `${language === 'he' ? '\u2067' : '\u2066'}${isolated.join(JOINED)}\u2069`;
}

function directly(language: string): string {
  return DIRECTLY[language as Written] ?? DIRECTLY.en;
}
