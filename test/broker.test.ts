import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { memoryStore } from '#adapters/memory/store'
import { gatedLevels } from '#adapters/pino/levels'
import { prometheusMetrics } from '#adapters/prometheus/metrics'
import { systemClock } from '#adapters/system/clock'
import { systemRandom } from '#adapters/system/random'
import { systemTimers } from '#adapters/system/timers'
import { startBroker } from '#broker'
import { configure } from '#config'
import { readFlags } from '#config/flags'
import { accepted } from '#test/contract/outcome'
import { silentLogger } from '#test/support/silent-logger'
import { stampingCodec } from '#test/support/stamping-codec'

test('a broker that cannot start leaves neither an entry nor an account behind', async () => {
  const occupant = createServer().listen(0, '127.0.0.1')
  await once(occupant, 'listening')
  const address = occupant.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const store = memoryStore(stampingCodec)
  const configuration = configure(readFlags(['--port', `${port}`]), {}, () => ({ kind: 'absent' }))
  if (configuration._tag === 'Left') throw new Error('these flags are sound')
  const starting = startBroker({
    settings: configuration.right.settings,
    nth: 0,
    openStore: async () => store,
    codec: stampingCodec,
    clock: systemClock,
    timers: systemTimers,
    random: systemRandom,
    logger: silentLogger,
    levels: gatedLevels('silent'),
    metrics: prometheusMetrics(),
    onFatal: () => {},
  })
  await expect(starting).rejects.toMatchObject({ code: 'EADDRINUSE' })
  occupant.close()
  const { events } = await accepted(store.journal.read({ kind: 'cluster' }, null))
  expect(events.map(({ event }) => event)).toMatchObject([
    { type: 'cluster-formed' },
    { type: 'writer-enlisted' },
    { type: 'writer-signed-off' },
  ])
  expect(await store.registry.list()).toEqual([])
})
