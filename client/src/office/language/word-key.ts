type PathOf<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${PathOf<T[K]>}` }[keyof T & string];
/** i18next finds `key_one`, `key_other` by `count`; the key itself is what is asked for. */
type Plural<P extends string> = P extends `${infer Stem}_${'one' | 'other'}` ? Stem : P;

/** The keys of the words of English. */
export type WordKeyOf<T> = Plural<PathOf<T>>;
/** What fills in words: a key that does not exist does not compile. */
export type WordsOf<T> = (key: WordKeyOf<T>, values?: Record<string, string | number>) => string;
