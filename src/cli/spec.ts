import { decode, type t } from '#shared/codec'
import { E } from '#shared/fp'

/** Everything that parsing, help, completion and docs/cli.md know about one flag. Its name is its key: `noColor` is `--no-color`. */
export type Flag<A> = Readonly<{
  /** What follows the flag; null for a switch. */
  value: string | null
  about: string
  /** The default in words, where there is one. */
  otherwise: string | null
  /** The variable that is asked when the flag is not given. */
  variable: string | null
  /** The values that complete it, where they can be listed. */
  choices: readonly string[]
  repeats: boolean
  /** All that was given, in order: the value, or what was expected. */
  read: (given: readonly string[]) => E.Either<string, A>
}>
export type Flags = Readonly<Record<string, Flag<unknown>>>

export type Argument<A> = Readonly<{
  name: string
  about: string
  least: 0 | 1
  most: number
  /** The values that complete it, where they can be listed. */
  choices: readonly string[]
  read: (given: readonly string[]) => A
}>
export type Arguments = Readonly<Record<string, Argument<unknown>>>

/** A line that can be typed as it stands; a test types each of them. */
export type Example = Readonly<{ about: string; line: string }>

export type CommandSpec<A extends Arguments = Arguments, F extends Flags = Flags> = Readonly<{
  /** `topics create`. */
  path: string
  about: string
  /** What the first line does not say. */
  details?: string
  args: A
  flags: F
  examples: readonly Example[]
}>

export type Given<C> =
  C extends CommandSpec<infer A, infer F>
    ? Readonly<{
        args: { readonly [K in keyof A]: A[K] extends Argument<infer V> ? V : never }
        flags: { readonly [K in keyof F]: F[K] extends Flag<infer V> ? V : never }
      }>
    : never

export const commandSpec = <A extends Arguments, F extends Flags>(
  spec: CommandSpec<A, F>,
): CommandSpec<A, F> => spec

type Facts<A> = Readonly<{
  value: string
  type: t.Decoder<unknown, A>
  about: string
  choices?: readonly string[]
  variable?: string
  /** What happens without it, in words. */
  otherwise?: string
}>

export const toggle = (about: string): Flag<boolean> => ({
  value: null,
  about,
  otherwise: null,
  variable: null,
  choices: [],
  repeats: false,
  read: (given) => E.right(given.length > 0),
})

export const optional = <A>(facts: Facts<A>): Flag<A | undefined> => ({
  ...described(facts),
  repeats: false,
  read: (given) => last(facts, given),
})

export const defaulted = <A>(facts: Facts<A>, fallback: A): Flag<A> => ({
  ...described({ otherwise: String(fallback), ...facts }),
  repeats: false,
  read: (given) => {
    const value = last(facts, given)
    return E.isRight(value) && value.right === undefined
      ? E.right(fallback)
      : E.map((read: A | undefined) => read ?? fallback)(value)
  },
})

export const repeated = <A>(facts: Facts<A>): Flag<readonly A[]> => ({
  ...described(facts),
  repeats: true,
  read: (given) => {
    const values: A[] = []
    for (const raw of given) {
      const value = one(facts, raw)
      if (E.isLeft(value)) return value
      values.push(value.right)
    }
    return E.right(values)
  },
})

export const required = (name: string, about: string, choices: readonly string[] = []): Argument<string> => ({
  name,
  about,
  least: 1,
  most: 1,
  choices,
  read: ([value = '']) => value,
})

export const several = (name: string, about: string): Argument<readonly string[]> => ({
  name,
  about,
  least: 1,
  most: Number.POSITIVE_INFINITY,
  choices: [],
  read: (given) => given,
})

/** None means all. */
export const any = (name: string, about: string): Argument<readonly string[]> => ({
  ...several(name, about),
  least: 0,
})

export const flagName = (key: string): string =>
  `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

const described = <A>({ value, about, choices = [], variable, otherwise }: Facts<A>) => ({
  value,
  about,
  choices,
  variable: variable ?? null,
  otherwise: otherwise ?? null,
})

/** The last one wins where a flag is repeated that is not a list. */
const last = <A>(facts: Facts<A>, given: readonly string[]): E.Either<string, A | undefined> => {
  const raw = given.at(-1)
  return raw === undefined ? E.right(undefined) : one(facts, raw)
}

const one = <A>({ type }: Facts<A>, raw: string): E.Either<string, A> =>
  E.mapLeft((faults: readonly { readonly message: string }[]) =>
    faults.map(({ message }) => message).join('; '),
  )(decode(type, raw))
