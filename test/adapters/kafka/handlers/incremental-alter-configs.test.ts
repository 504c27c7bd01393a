import { describe, expect, test } from 'vitest'
import { incrementalAlterConfigs } from '#adapters/kafka/handlers/incremental-alter-configs'
import type { IncrementalAlterConfigsRequest } from '#adapters/kafka/protocol/messages/incremental-alter-configs'
import type { Alteration, AlterRefusal } from '#application/configs'
import type { LoggerRefusal } from '#application/loggers'
import { OutcomeUnknown } from '#ports/store-errors'
import { E } from '#shared/fp'
import { unavailable } from '#test/support/fake-services'
import { answer, brokerWith } from './ask.ts'

const [TOPIC, BROKER, BROKER_LOGGER, CLIENT_METRICS, GROUP] = [2, 4, 8, 16, 32]
const [SET, DELETE, APPEND, SUBTRACT] = [0, 1, 2, 3]

type Resource = IncrementalAlterConfigsRequest['resources'][number]
const resource = (resourceType: number, resourceName: string, ...configs: Resource['configs']): Resource => ({
  resourceType,
  resourceName,
  configs,
})
const change = (configOperation: number, name: string, value: string | null = '1') => ({
  name,
  configOperation,
  value,
})

/** Asks a broker whose id is 1; what was altered is kept. */
const asking = async (
  resources: readonly Resource[],
  version = 1,
  validateOnly = false,
  refusal?: AlterRefusal,
) => {
  const altered: Alteration[] = []
  const alter = (alteration: Alteration) => {
    altered.push(alteration)
    return Promise.resolve(refusal === undefined ? E.right(undefined) : E.left(refusal))
  }
  const broker = brokerWith({ configs: { alter } })
  const { responses } = await answer(incrementalAlterConfigs, version, { resources, validateOnly }, broker)
  return { responses, altered }
}

test.each([0, 1])('resources are altered in version %i, each by itself', async (version) => {
  const { responses, altered } = await asking(
    [
      resource(
        TOPIC,
        'a',
        change(SET, 'retention.ms', '5'),
        change(DELETE, 'segment.ms', null),
        change(APPEND, 'cleanup.policy', 'compact'),
        change(SUBTRACT, 'x', 'y'),
      ),
      resource(BROKER, '', change(SET, 'log.retention.ms')),
      resource(BROKER, '1'),
      resource(GROUP, 'g'),
      resource(CLIENT_METRICS, 'm'),
    ],
    version,
  )
  expect(responses).toEqual(
    [
      [TOPIC, 'a'],
      [BROKER, ''],
      [BROKER, '1'],
      [GROUP, 'g'],
      [CLIENT_METRICS, 'm'],
    ].map(([resourceType, resourceName]) => ({
      errorCode: 0,
      errorMessage: null,
      resourceType,
      resourceName,
    })),
  )
  expect(altered.map((each) => each.resource)).toEqual([
    { type: 'topic', name: 'a' },
    { type: 'broker', name: '' },
    { type: 'broker', name: '1' },
    { type: 'group', name: 'g' },
    { type: 'client-metrics', name: 'm' },
  ])
  expect(altered[0]).toEqual({
    resource: { type: 'topic', name: 'a' },
    changes: [
      { name: 'retention.ms', operation: 'set', value: '5' },
      { name: 'segment.ms', operation: 'delete', value: null },
      { name: 'cleanup.policy', operation: 'append', value: 'compact' },
      { name: 'x', operation: 'subtract', value: 'y' },
    ],
    replacing: false,
    validateOnly: false,
  })
})

test('what is only to be looked at is passed on as that', async () => {
  const { altered } = await asking([resource(TOPIC, 'a')], 1, true)
  expect(altered).toMatchObject([{ validateOnly: true }])
})

describe('refused before anything is altered', () => {
  test('is a resource that is named twice, each time', async () => {
    const { responses, altered } = await asking([
      resource(TOPIC, 'a'),
      resource(TOPIC, 'b'),
      resource(TOPIC, 'a'),
    ])
    expect(responses.map(({ errorCode }) => errorCode)).toEqual([42, 0, 42])
    expect(altered).toHaveLength(1)
  })

  test.each([
    ['another broker', resource(BROKER, '2'), 42],
    ['a broker that is no number', resource(BROKER, 'one'), 42],
    ['an unknown type', resource(99, 'x'), 42],
    ['an unknown operation', resource(TOPIC, 'a', change(4, 'retention.ms')), 42],
    ['a negative operation', resource(TOPIC, 'a', change(-1, 'retention.ms')), 42],
    ['a logger of another broker', resource(BROKER_LOGGER, '2', change(SET, 'root', 'DEBUG')), 42],
  ])('is %s', async (_, asked, code) => {
    const { responses, altered } = await asking([asked])
    expect(responses).toMatchObject([{ errorCode: code, errorMessage: expect.any(String) }])
    expect(altered).toEqual([])
  })
})

describe('loggers', () => {
  const alteringLoggers = async (validateOnly: boolean, refusal?: LoggerRefusal) => {
    const asked: unknown[] = []
    const alter = (...args: readonly unknown[]) => {
      asked.push(args)
      return refusal === undefined ? E.right(undefined) : E.left(refusal)
    }
    const request = { resources: [resource(BROKER_LOGGER, '1', change(SET, 'root', 'DEBUG'))], validateOnly }
    const broker = brokerWith({ loggers: { alter } })
    const { responses } = await answer(incrementalAlterConfigs, 1, request, broker)
    return { asked, responses }
  }

  test.each([false, true])('of this broker are altered (only to be looked at: %s)', async (validateOnly) => {
    const { asked, responses } = await alteringLoggers(validateOnly)
    expect(asked).toEqual([[[{ name: 'root', operation: 'set', value: 'DEBUG' }], validateOnly]])
    expect(responses).toMatchObject([{ errorCode: 0, errorMessage: null, resourceType: BROKER_LOGGER }])
  })

  test.each([
    ['invalid-config', 40],
    ['invalid-request', 42],
  ] as const)('are refused with the code of %s', async (kind, code) => {
    const { responses } = await alteringLoggers(false, { kind, message: 'no' })
    expect(responses).toMatchObject([{ errorCode: code, errorMessage: 'no' }])
  })
})

test.each<[AlterRefusal, number]>([
  [{ kind: 'invalid-config', message: 'no' }, 40],
  [{ kind: 'invalid-request', message: 'no' }, 42],
  [{ kind: 'invalid-topic', message: 'no' }, 17],
  [{ kind: 'policy-violation', message: 'no' }, 44],
  [{ kind: 'unknown-topic' }, 3],
])('a refusal has its code: %o', async (refusal, code) => {
  const { responses } = await asking([resource(TOPIC, 'a')], 1, false, refusal)
  expect(responses).toMatchObject([{ errorCode: code, errorMessage: 'message' in refusal ? 'no' : null }])
})

test.each([
  [unavailable, 41],
  [() => Promise.reject(new OutcomeUnknown('lost')), 7],
])('a store that fails is asked once', async (failing, code) => {
  let asked = 0
  const alter = () => {
    asked++
    return failing()
  }
  const request = { resources: [resource(TOPIC, 'a'), resource(TOPIC, 'b')], validateOnly: false }
  const { responses } = await answer(incrementalAlterConfigs, 1, request, brokerWith({ configs: { alter } }))
  expect(responses.map(({ errorCode }) => errorCode)).toEqual([code, code])
  expect(asked).toBe(1)
})
