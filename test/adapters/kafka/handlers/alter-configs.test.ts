import { expect, test } from 'vitest'
import { alterConfigs } from '#adapters/kafka/handlers/alter-configs'
import type { Alteration } from '#application/configs'
import { E } from '#shared/fp'
import { answer, brokerWith } from './ask.ts'

const [TOPIC, BROKER_LOGGER] = [2, 8]

const asking = async (version: number, resourceType: number, resourceName: string, validateOnly = false) => {
  const altered: Alteration[] = []
  const alter = (alteration: Alteration) => {
    altered.push(alteration)
    return Promise.resolve(E.right(undefined))
  }
  const configs = [
    { name: 'retention.ms', value: '5' },
    { name: 'segment.ms', value: null },
  ]
  const request = { resources: [{ resourceType, resourceName, configs }], validateOnly }
  const { responses } = await answer(alterConfigs, version, request, brokerWith({ configs: { alter } }))
  return { responses, altered }
}

test.each([0, 1, 2])('the configs of a topic are replaced in version %i', async (version) => {
  const { responses, altered } = await asking(version, TOPIC, 'a', version === 1)
  expect(responses).toEqual([{ errorCode: 0, errorMessage: null, resourceType: TOPIC, resourceName: 'a' }])
  expect(altered).toEqual([
    {
      resource: { type: 'topic', name: 'a' },
      changes: [
        { name: 'retention.ms', operation: 'set', value: '5' },
        { name: 'segment.ms', operation: 'set', value: null },
      ],
      replacing: true,
      validateOnly: version === 1,
    },
  ])
})

test('loggers have nothing that could be replaced', async () => {
  const { responses, altered } = await asking(2, BROKER_LOGGER, '1')
  expect(responses).toMatchObject([{ errorCode: 42, errorMessage: 'Unknown resource type 8' }])
  expect(altered).toEqual([])
})
