/** What people named or wrote, in any script, kept from turning the words around it (FIRST STRONG ISOLATE ... POP DIRECTIONAL ISOLATE). */
export const isolated = (text: string): string => `\u2068${text}\u2069`;
