import { StoreCorrupt } from '#ports/store-errors'

const VERSION = 1

export interface JsonRecord<A extends object> {
  readonly encode: (value: A) => Buffer
  readonly decode: (stored: Buffer) => A
}

/** A value as JSON, with the version that its reader must understand. */
export const jsonRecord = <A extends object>(what: string): JsonRecord<A> => ({
  encode: (value) => Buffer.from(JSON.stringify({ v: VERSION, ...value })),
  decode: (stored) => {
    const { v, ...value }: A & { v: number } = parse(what, stored)
    if (v !== VERSION)
      throw new StoreCorrupt(`a ${what} of version ${v}; ${VERSION} is the only one that is known`)
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what was encoded from an A
    return value as unknown as A
  },
})

const parse = (what: string, stored: Buffer) => {
  try {
    return JSON.parse(stored.toString())
  } catch (cause) {
    throw new StoreCorrupt(`a ${what} that is not JSON`, { cause })
  }
}
