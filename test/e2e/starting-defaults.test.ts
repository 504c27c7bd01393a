import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import kafkajs from 'kafkajs'
import { afterAll, expect, test } from 'vitest'
import { kedges } from '#test/support/kedge-process'
import { withBroker } from './clients/kafkajs.ts'

const kedge = kedges()
afterAll(() => kedge.stopAll())

test("defaults of topics in Kafka's words are the cluster's from the first start on, and not another start's", async () => {
  const cwd = await kedge.directory()
  const started = async (retention: string) => {
    await writeFile(join(cwd, 'kedge.yaml'), `log.retention.ms: ${retention}\nmessage.max.bytes: 2097152\n`)
    return kedge.start(['--store', 'embedded:data'], { cwd })
  }
  const inForce = (address: string) =>
    withBroker(address, async (admin) => {
      const resource = { type: kafkajs.ConfigResourceTypes.TOPIC, name: 'plain' }
      const { resources } = await admin.describeConfigs({ resources: [resource] })
      const all = new Map(resources[0]?.configEntries.map((entry) => [entry.configName, entry.configValue]))
      return [all.get('retention.ms'), all.get('max.message.bytes')]
    })

  const first = await started('7d')
  await withBroker(first.address, (admin) => admin.createTopics({ topics: [{ topic: 'plain' }] }))
  expect(await inForce(first.address)).toEqual(['604800000', '2097152'])
  await first.stop()

  const second = await started('1h')
  expect(await inForce(second.address)).toEqual(['604800000', '2097152'])
  expect(second.output()).toContain('another default of topics')
  await second.stop()
})
