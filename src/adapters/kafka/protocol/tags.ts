import { DecodeError } from '#adapters/kafka/protocol/decode-error'
import type { Reader } from '#adapters/kafka/protocol/reader'
import type { Codec } from '#adapters/kafka/protocol/wire'
import type { Writer } from '#adapters/kafka/protocol/writer'

/** A struct while it is read or written field by field. */
export type Draft = Record<string, unknown>

export interface Column {
  readonly name: string
  readonly codec: Codec<unknown>
}

export interface TaggedColumn extends Column {
  readonly tag: number
  readonly isDefault: (value: unknown) => boolean
}

/** Tags ascend (KIP-482), so none comes twice; what we do not know is stepped over and leaves nothing behind. */
export const readTags = (r: Reader, known: readonly TaggedColumn[], draft: Draft): void => {
  let previous = -1
  for (let count = r.tagCount(); count > 0; count--) {
    const tag = r.uvarint()
    if (tag <= previous) throw new DecodeError(`tag ${tag} after tag ${previous}`)
    previous = tag
    const size = r.uvarint()
    const column = known.find((candidate) => candidate.tag === tag)
    if (column === undefined) r.skip(size)
    else draft[column.name] = r.within(size, column.codec.read)
  }
}

export const writeTags = (w: Writer, tagged: readonly TaggedColumn[], value: Draft): void => {
  if (tagged.length === 0) return w.uvarint(0)
  const set = tagged.filter(({ name, isDefault }) => !isDefault(value[name]))
  w.uvarint(set.length)
  for (const { name, tag, codec } of set) {
    w.uvarint(tag)
    w.sized((inner) => codec.write(inner, value[name]))
  }
}
