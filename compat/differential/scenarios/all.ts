import { commits } from './commits.ts'
import type { Scenarios } from './groups.ts'
import { managed } from './groups-managed.ts'
import { joins } from './joins.ts'
import { leaves } from './leaves.ts'
import { offsets } from './offsets.ts'
import { rejoins } from './rejoins.ts'
import { statics } from './statics.ts'
import { syncs } from './syncs.ts'
import { timers } from './timers.ts'

/** By name. */
export const scenarios: Scenarios = {
  ...timers,
  ...joins,
  ...rejoins,
  ...syncs,
  ...statics,
  ...leaves,
  ...commits,
  ...offsets,
  ...managed,
}
