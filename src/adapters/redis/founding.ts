/**
 * The token of a journal's first append names its founding; those of all later appends, and of what is committed under
 * it, begin with that name. So whoever knows any position of a journal can tell it from another of the same name, also
 * after everything around that position has given way to a snapshot.
 */
export const foundingOf = (token: string): string => token.split('.', 1)[0] ?? token

/** `own` is nobody else's. */
export const tokenUnder = (founding: string, own: string): string => `${founding}.${own}`
