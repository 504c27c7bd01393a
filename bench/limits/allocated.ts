import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Bytes that one run allocates: on the heap of JavaScript, and in buffers. */
export type Allocated = Readonly<{ heap: number; buffers: number }>

const REPEATS = 9

/**
 * The least of several tries, each of so few runs that nothing is collected meanwhile: what is left are the allocations
 * themselves. Counts, so that two runs of it agree where their seconds would not.
 */
export const allocated = async (times: number, act: () => unknown): Promise<Allocated> => {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('there is no way to collect garbage')
  let heap = Number.POSITIVE_INFINITY
  let buffers = Number.POSITIVE_INFINITY
  for (let i = 0; i < REPEATS; i++) {
    collect()
    const before = process.memoryUsage()
    for (let run = 0; run < times; run++) await act()
    const after = process.memoryUsage()
    const grown = after.heapUsed - before.heapUsed
    // Less than nothing: something was collected.
    if (grown > 0) heap = Math.min(heap, grown / times)
    if (after.arrayBuffers >= before.arrayBuffers)
      buffers = Math.min(buffers, (after.arrayBuffers - before.arrayBuffers) / times)
  }
  return { heap, buffers }
}
