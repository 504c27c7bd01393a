import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { subscribedTopics } from '#adapters/kafka/protocol/consumer-subscription'

/** As Kafka's own ConsumerProtocol.serializeSubscription writes them. */
const goldens = [
  [0, '00000000000200076772c3b6c39f6500066f7264657273000000020102'],
  [1, '00010000000200076772c3b6c39f6500066f72646572730000000201020000000100066f72646572730000000100000003'],
  [
    2,
    '00020000000200076772c3b6c39f6500066f72646572730000000201020000000100066f7264657273000000010000000300000007',
  ],
  [
    3,
    '00030000000200076772c3b6c39f6500066f72646572730000000201020000000100066f726465727300000001000000030000000700027231',
  ],
] as const

const topicsOf = (hex: string) => subscribedTopics(Buffer.from(hex, 'hex'))

describe('the topics of a subscription', () => {
  test.each(goldens)('are read in version %i', (_, hex) => {
    expect(topicsOf(hex)).toEqual(['größe', 'orders'])
  })

  test('are none where the client subscribes to none', () => {
    expect(topicsOf('000300000000ffffffff00000000ffffffffffff')).toEqual([])
  })

  test('are read in versions to come, and where a client leaves out what follows', () => {
    expect(topicsOf('00090000000100066f7264657273ff')).toEqual(['orders'])
    expect(topicsOf('00010000000100066f7264657273')).toEqual(['orders'])
  })
})

describe('what is no subscription', () => {
  test.each([
    ['nothing', ''],
    ['a negative version', 'ffff0000000100066f7264657273'],
    ['no list', '0000ffffffff'],
    ['a list cut short', '00000000000200066f7264657273'],
    ['a list longer than memory', '00007fffffff'],
    ['no UTF-8', '0000000000010001ff'],
    ['null in the list', '000000000001ffff'],
  ])('has no topics: %s', (_, hex) => {
    expect(topicsOf(hex)).toBeNull()
  })

  test.prop([fc.uint8Array({ maxLength: 60 })])('never throws', (bytes) => {
    const topics = subscribedTopics(Buffer.from(bytes))
    expect(topics === null || topics.every((topic) => typeof topic === 'string')).toBe(true)
  })
})
