import { type Content, length32, sequence } from '#adapters/kafka/protocol/sequence'
import type { Codec, Nullable, Wire } from '#adapters/kafka/protocol/wire'

export const array = <A>(item: Wire<A>): Nullable<readonly A[]> =>
  sequence<readonly A[]>({
    shape: { kind: 'array', item: item.shape },
    prefix: length32,
    content: (layout) => elements(item.at(layout)),
    same: (a, b) => a.length === b.length && a.every((value, i) => sameAs(item, value, b[i])),
  })
export const nullableArray = <A>(item: Wire<A>): Wire<readonly A[] | null> => array(item).orNull

const sameAs = <A>(item: Wire<A>, value: A, other: A | undefined): boolean =>
  other !== undefined && item.same(value, other)

const elements = <A>(item: Codec<A>): Content<readonly A[]> => ({
  length: (values) => values.length,
  read: (r, count) => {
    r.elements(count, item.minSize)
    const values: A[] = []
    for (let i = 0; i < count; i++) values.push(item.read(r))
    return values
  },
  write: (w, values) => {
    for (const value of values) item.write(w, value)
  },
})
