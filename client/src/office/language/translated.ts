/** The words of another language, every one: a word that is missing does not compile. `_two` is a plural form that English has not. */
export type Translated<T> = { readonly [K in keyof T]: T[K] extends string ? string : Translated<T[K]> } & {
  readonly [K in `${string}_two`]?: string;
};
