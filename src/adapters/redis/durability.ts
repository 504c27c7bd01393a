import { StoreUnsuitable } from './errors.ts'
import type { Fsync, Server } from './server.ts'

/** The least that an acknowledgement has to mean. */
export type Durability = 'any' | 'everysec' | 'always'

const grades: Readonly<Record<Fsync, number>> = { unknown: 0, none: 0, no: 0, everysec: 1, always: 2 }
const demands: Readonly<Record<Durability, number>> = { any: 0, everysec: 1, always: 2 }

/** Throws where a server keeps less on disk than is asked for. */
export const refuseLess = (asked: Durability, { fsync }: Server): void => {
  if (grades[fsync] >= demands[asked]) return
  throw new StoreUnsuitable(`durability ${asked} is asked for, and appendfsync of Redis is ${fsync}`)
}
