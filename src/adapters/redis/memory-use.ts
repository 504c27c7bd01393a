import type { Logger } from '#ports/logger'

/** Bytes, as Redis counts them; a `max` of 0 is no limit. */
export type MemoryUse = Readonly<{ used: number; max: number }>

/** An operator has to act above the first share, and has acted below the second: no line for each step in between. */
const FULL = 0.8
const EASED = 0.75

/** What an operator should know of it; null where all is well. At its limit Redis takes no records any more. */
export const fullness = ({ used, max }: MemoryUse): string | null =>
  max > 0 && used >= FULL * max
    ? `Redis uses ${mebibytes(used)} of ${mebibytes(max)} MiB (maxmemory), ${Math.floor((100 * used) / max)} %: at its limit producers are refused`
    : null

/** Told of every look at the memory; warns once when it is nearly full, and again only after it was not. */
export const memoryWatch = (logger: Logger): ((use: MemoryUse) => void) => {
  let warned = false
  return (use) => {
    logger.debug(use, 'memory of Redis in use')
    const warning = fullness(use)
    if (warning !== null && !warned) {
      warned = true
      logger.warn(use, warning)
    } else if (warned && (use.max === 0 || use.used < EASED * use.max)) {
      warned = false
      logger.info(use, 'Redis has room again')
    }
  }
}

const mebibytes = (bytes: number): number => Math.round(bytes / 2 ** 20)
