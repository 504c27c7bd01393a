import { expect, test } from 'vitest'
import { memoryStore } from '#adapters/memory/store'
import { openCatalog } from '#application/cluster/catalog'
import { configsService } from '#application/configs-service'
import { giveDefaults } from '#application/starting-defaults'
import { topicName } from '#domain/topic/types'
import type { Logger } from '#ports/logger'
import { creation } from '#test/support/model-cluster'
import { silentLogger } from '#test/support/silent-logger'
import { stampingCodec } from '#test/support/stamping-codec'

const cluster = async () => {
  const warnings: (readonly [unknown, string])[] = []
  const logger: Logger = {
    ...silentLogger,
    warn: (facts, message) => void warnings.push([facts, message]),
  }
  const { journal } = memoryStore(stampingCodec)
  const catalog = await openCatalog({ journal, logger, onOtherCluster: () => {} }, { clusterId: 'c', at: 0 })
  const configs = configsService({ catalog, brokerId: 0, atStart: () => new Map() })
  const start = (wanted: Readonly<Record<string, string>>) =>
    giveDefaults({ configs, logger }, new Map(Object.entries(wanted)))
  await catalog.execute(creation({ name: 'plain' }))
  const retention = () => catalog.state().byName.get(topicName('plain'))?.configs.get('retention.ms')
  return { catalog, configs, start, warnings, retention }
}

test('a cluster without a default of its own takes what a broker is started with, for topics that are there, too', async () => {
  const { start, retention, warnings } = await cluster()
  await start({ 'log.retention.ms': '5000' })
  expect(retention()).toBe('5000')
  expect(warnings).toEqual([])
})

test('one that it has stays, and a broker that was started with another says so', async () => {
  const { start, retention, warnings } = await cluster()
  await start({ 'log.retention.ms': '5000' })
  await start({ 'log.retention.ms': '5000' })
  expect(warnings).toEqual([])
  await start({ 'log.retention.ms': '6000', 'message.max.bytes': '7000' })
  expect(retention()).toBe('5000')
  expect(warnings).toEqual([
    [
      { config: 'log.retention.ms', asked: '6000', inForce: '5000' },
      'the cluster has another default of topics than this broker was started with',
    ],
  ])
})

test('and nothing is written where nothing is asked for, or all is there', async () => {
  const { catalog, start } = await cluster()
  await start({ 'log.retention.ms': '5000' })
  const before = catalog.state()
  await start({ 'log.retention.ms': '5000' })
  await start({})
  expect(catalog.state()).toBe(before)
})
