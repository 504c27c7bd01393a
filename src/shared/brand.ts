declare const tag: unique symbol

/** A primitive with a name, so that a topic id never goes where a group id should. */
export type Brand<A, Name extends string> = A & { readonly [tag]: Name }

/** The one place where a raw value becomes a branded one. */
export const brand =
  <A, Name extends string>() =>
  (raw: A): Brand<A, Name> =>
    raw as Brand<A, Name>
