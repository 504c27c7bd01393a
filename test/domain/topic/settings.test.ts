import { expect, test } from 'vitest'
import { topicSettings } from '#domain/topic/settings'

test('a topic without configs has the defaults of Kafka', () => {
  const { maxMessageBytes, timestampAfterMaxMs, timestampBeforeMaxMs, segments, retention, compacts } =
    topicSettings(new Map())
  expect(maxMessageBytes).toBe(1_048_588)
  expect(timestampAfterMaxMs).toBe(3_600_000)
  expect(timestampBeforeMaxMs).toBeGreaterThan(Date.UTC(9999, 0))
  expect(topicSettings(new Map())).toMatchObject({ isLogAppendTime: false, compressor: null })
  expect(segments).toEqual({
    segmentBytes: 2 ** 30,
    segmentMs: 604_800_000,
    segmentJitterMs: 0,
    retentionBytes: -1,
    retentionMs: 604_800_000,
  })
  expect(retention).toEqual({ deletes: true, retentionBytes: -1, retentionMs: 604_800_000 })
  expect(compacts).toBe(false)
})

test('its own configs go before them', () => {
  const configs = new Map([
    ['max.message.bytes', '100'],
    ['message.timestamp.after.max.ms', '1'],
    ['message.timestamp.before.max.ms', '2'],
    ['message.timestamp.type', 'LogAppendTime'],
    ['compression.type', 'gzip'],
    ['compression.gzip.level', '4'],
    ['segment.bytes', '2000000'],
    ['segment.ms', '+3'],
    ['segment.jitter.ms', '5'],
    ['cleanup.policy', 'compact, delete'],
    ['retention.bytes', '4'],
    ['retention.ms', '-1'],
  ])
  expect(topicSettings(configs)).toEqual({
    maxMessageBytes: 100,
    timestampAfterMaxMs: 1,
    timestampBeforeMaxMs: 2,
    isLogAppendTime: true,
    compressor: { codec: 'gzip', level: 4 },
    segments: {
      segmentBytes: 2_000_000,
      segmentMs: 3,
      segmentJitterMs: 5,
      retentionBytes: 4,
      retentionMs: -1,
    },
    retention: { deletes: true, retentionBytes: 4, retentionMs: -1 },
    compacts: true,
    compaction: {
      minCleanableDirtyRatio: 0.5,
      minCompactionLagMs: 0,
      maxCompactionLagMs: 2 ** 63,
      deleteRetentionMs: 86_400_000,
      segmentBytes: 2_000_000,
      fileDeleteDelayMs: 60_000,
    },
  })
})

test.each([
  ['producer', null],
  ['uncompressed', { codec: 'none', level: null }],
  ['gzip', { codec: 'gzip', level: -1 }],
  ['snappy', { codec: 'snappy', level: null }],
  ['lz4', { codec: 'lz4', level: 9 }],
  ['zstd', { codec: 'zstd', level: 3 }],
])('compression.type %s is %o', (type, compressor) => {
  expect(topicSettings(new Map([['compression.type', type]])).compressor).toEqual(compressor)
})

test.each([
  ['delete', true, false],
  ['compact', false, true],
  ['delete,compact', true, true],
  ['', false, false],
])('cleanup.policy=%s', (policy, deletes, compacts) => {
  const settings = topicSettings(new Map([['cleanup.policy', policy]]))
  expect([settings.retention.deletes, settings.compacts]).toEqual([deletes, compacts])
})

test('what a compacted topic says of its compaction', () => {
  const configs = new Map([
    ['cleanup.policy', 'compact'],
    ['min.cleanable.dirty.ratio', '0.01'],
    ['min.compaction.lag.ms', '1'],
    ['max.compaction.lag.ms', '2000'],
    ['delete.retention.ms', '3'],
    ['file.delete.delay.ms', '4'],
  ])
  const { compaction, segments } = topicSettings(configs)
  expect(compaction).toEqual({
    minCleanableDirtyRatio: 0.01,
    minCompactionLagMs: 1,
    maxCompactionLagMs: 2_000,
    deleteRetentionMs: 3,
    segmentBytes: 128 * 2 ** 20,
    fileDeleteDelayMs: 4,
  })
  expect(segments.segmentMs).toBe(2_000)
  expect(topicSettings(new Map([['max.compaction.lag.ms', '1']]))).toMatchObject({
    compaction: null,
    segments: { segmentMs: 604_800_000 },
  })
})
