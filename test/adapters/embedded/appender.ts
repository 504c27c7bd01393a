// A process of its own: appends to one log and prints the base offset of each append once it is acknowledged.
// Arguments: directory, number of appends (0: until killed), `relaxed`, `held` (the same,
// and LMDB takes nothing over), or nothing. With none to make, it only holds the directory: `hold`.

import { writeSync } from 'node:fs'
import { type EmbeddedOptions, openEmbeddedStore } from '#adapters/embedded/store'
import { systemTimers } from '#adapters/system/timers'
import { E } from '#shared/fp'
import { accepted } from '#test/contract/outcome'
import { single } from '#test/support/batches'
import { stampingCodec } from '#test/support/stamping-codec'
import { appended } from './appended-log.ts'

const [dir = '', wanted = '0', mode = ''] = process.argv.slice(2)
const modes: Record<string, NonNullable<EmbeddedOptions['relaxed']>> = {
  relaxed: { timers: systemTimers },
  held: { timers: { after: () => () => undefined }, flushAt: { bytes: Infinity, keys: Infinity } },
}
const store = await openEmbeddedStore({
  dir,
  codec: stampingCodec,
  relaxed: modes[mode] ?? false,
})
await store.log.create(appended, { createdAt: 1 })
let end = await accepted(store.log.origin(appended))
writeSync(1, 'open\n')
if (wanted === 'hold') setInterval(() => undefined, 1_000)
else {
  const appends = Number(wanted) || Number.POSITIVE_INFINITY
  for (let i = 0; i < appends; i++) {
    const outcome = await store.log.append(appended, end, single({ payload: `payload ${i}` }))()
    if (E.isLeft(outcome)) throw new Error(outcome.left.kind)
    writeSync(1, `acknowledged ${outcome.right.baseOffset}\n`)
    end = outcome.right.next
  }
  await store.close()
}
