import { StoreCorrupt } from '#ports/store-errors'

/** What Redis answers, strings undecoded. An error reply is a value: whoever sent the command knows what it means. */
export type Reply = Buffer | number | null | Error | readonly Reply[]

/** Pieces are one argument, side by side. */
export type Argument = string | number | Buffer | readonly Buffer[]
export type Command = readonly [name: string, ...args: Argument[]]

export const isReply = (value: unknown): value is Reply =>
  value === null ||
  typeof value === 'number' ||
  Buffer.isBuffer(value) ||
  Array.isArray(value) ||
  value instanceof Error

export const text = (reply: Reply | undefined): string => {
  if (Buffer.isBuffer(reply)) return reply.toString()
  if (typeof reply === 'number') return String(reply)
  return unexpected('a string', reply)
}

export const integer = (reply: Reply | undefined): number => {
  const value = typeof reply === 'number' ? reply : Number(text(reply))
  return Number.isSafeInteger(value) ? value : unexpected('an integer', reply)
}

const bytes = (reply: Reply | undefined): Buffer =>
  Buffer.isBuffer(reply) ? reply : unexpected('bytes', reply)

export const list = (reply: Reply | undefined): readonly Reply[] =>
  isList(reply) ? reply : unexpected('a list', reply)

export const isList = (reply: Reply | undefined): reply is readonly Reply[] => Array.isArray(reply)

/** Pairs of name and value, as of a hash or a stream entry. */
export const fields = (reply: Reply | undefined): ReadonlyMap<string, Buffer> => {
  const flat = list(reply)
  const found = new Map<string, Buffer>()
  for (let i = 0; i + 1 < flat.length; i += 2) found.set(text(flat[i]), bytes(flat[i + 1]))
  return found
}

/** The other way round: a record as arguments. */
export const pairs = (record: Readonly<Record<string, Argument>>): readonly Argument[] =>
  Object.entries(record).flatMap(([name, value]): readonly Argument[] => [name, value])

const unexpected = (wanted: string, reply: Reply | undefined): never => {
  if (reply instanceof Error) throw reply
  throw new StoreCorrupt(
    `Redis answered ${JSON.stringify(reply)?.slice(0, 200)} where ${wanted} was expected`,
  )
}
