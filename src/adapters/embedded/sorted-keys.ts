const BLOCK = 256

/** Keys in their order, in blocks, so that one that comes in between moves few of the others. */
export interface SortedKeys {
  /** One that is not among them yet. */
  readonly add: (key: string) => void
  /** From a key on, which is included: upwards, or downwards. */
  readonly from: (key: string, backwards: boolean) => Iterable<string>
}

export const sortedKeys = (): SortedKeys => {
  const blocks: string[][] = []

  /** The last block that begins at or before a key. */
  const blockOf = (key: string): number =>
    Math.max(0, countWhile(blocks, ([first]) => first !== undefined && first <= key) - 1)

  return {
    add: (key) => {
      const at = blockOf(key)
      const block = blocks[at]
      if (block === undefined) {
        blocks.push([key])
        return
      }
      block.splice(
        countWhile(block, (each) => each < key),
        0,
        key,
      )
      if (block.length > 2 * BLOCK) blocks.splice(at + 1, 0, block.splice(BLOCK))
    },

    from: (key, backwards) =>
      backwards ? downwards(blocks, blockOf(key), key) : upwards(blocks, blockOf(key), key),
  }
}

function* upwards(blocks: readonly string[][], first: number, key: string): Generator<string> {
  for (let b = first; ; b++) {
    const block = blocks[b]
    if (block === undefined) return
    for (let i = b === first ? countWhile(block, (each) => each < key) : 0; i < block.length; i++)
      yield block[i] ?? ''
  }
}

function* downwards(blocks: readonly string[][], first: number, key: string): Generator<string> {
  for (let b = first; ; b--) {
    const block = blocks[b]
    if (block === undefined) return
    for (let i = (b === first ? countWhile(block, (each) => each <= key) : block.length) - 1; i >= 0; i--)
      yield block[i] ?? ''
  }
}

/** How many of the first ones are so; after one that is not, none is. */
const countWhile = <A>(list: readonly A[], isSo: (each: A) => boolean): number => {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const each = list[middle]
    if (each !== undefined && isSo(each)) low = middle + 1
    else high = middle
  }
  return low
}
