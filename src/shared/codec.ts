import * as t from 'io-ts'
import { E } from '#shared/fp'

export { t }

/** One thing that is wrong with a value from outside; the path is '' for the value itself. */
export type Fault = Readonly<{ path: string; message: string }>

/** The only way in for data from outside: the value, or everything that is wrong with it. */
export const decode = <A>(codec: t.Decoder<unknown, A>, value: unknown): E.Either<readonly Fault[], A> => {
  const decoded = codec.decode(value)
  if (E.isRight(decoded)) return decoded
  const faults = new Map(decoded.left.map(toFault).map((fault) => [`${fault.path} ${fault.message}`, fault]))
  return E.left([...faults.values()])
}

/** A codec out of a parser that says itself what it expected. */
export const parsed = <A>(
  name: string,
  parse: (raw: unknown) => E.Either<string, A>,
): t.Type<A, A, unknown> =>
  new t.Type<A, A, unknown>(
    name,
    (raw): raw is A => E.isRight(parse(raw)),
    (raw, context) => {
      const result = parse(raw)
      return E.isLeft(result) ? t.failure(raw, context, result.left) : t.success(result.right)
    },
    t.identity,
  )

const toFault = ({ context, message, value }: t.ValidationError): Fault => ({
  path: context
    .slice(1)
    // The members of a union or an intersection are numbered; those numbers are no part of the value.
    .filter((_, index) => !combines(context[index]?.type))
    .map(({ key }) => key)
    .join('.'),
  message: message ?? `expected ${context.at(-1)?.type.name ?? 'something else'}, got ${shown(value)}`,
})

const combines = (type: unknown): boolean => type instanceof t.UnionType || type instanceof t.IntersectionType

const shown = (value: unknown): string => {
  if (value === undefined) return 'nothing'
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object'
  const text = typeof value === 'bigint' ? `${value}n` : (JSON.stringify(value) ?? typeof value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
