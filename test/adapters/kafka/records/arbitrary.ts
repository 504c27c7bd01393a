import { fc } from '@fast-check/vitest'
import type { RecordDraft } from '#adapters/kafka/records/build'
import type { Compression } from '#adapters/kafka/records/header'
import type { LogRecord } from '#adapters/kafka/records/records'

const compressions = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const satisfies readonly Compression[]
export const compressed = ['gzip', 'snappy', 'lz4', 'zstd'] as const satisfies readonly Compression[]

export const anyCompression = fc.constantFrom(...compressions)

export const anyBytes = (maxLength = 200) =>
  fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))

export const anyTime = fc.oneof(
  fc.constant(-1),
  fc.integer({ min: 0, max: 50 }),
  fc.integer({ min: 0, max: 2 ** 51 }),
)

const anyNullable = fc.option(anyBytes())

const anyDraft = fc.record({
  timestamp: anyTime,
  key: anyNullable,
  value: anyNullable,
  headers: fc.array(fc.record({ key: anyBytes(10), value: anyNullable }), { maxLength: 3 }),
})

export const anyDrafts = fc.array(anyDraft, { minLength: 1, maxLength: 20 })

/** What a batch of these drafts holds. */
export const asRecords = (drafts: readonly RecordDraft[], baseOffset = 0) =>
  drafts.map(({ timestamp = -1, key = null, value = null, headers = [] }, index) => ({
    offset: baseOffset + index,
    timestamp,
    key,
    value,
    headers,
  }))

/** Equal buffers may differ in how they are stored; what is compared is what they hold. */
export const shown = (records: readonly (LogRecord | ReturnType<typeof asRecords>[number])[]) =>
  records.map(({ key, value, headers, ...rest }) => ({
    ...rest,
    key: hex(key),
    value: hex(value),
    headers: headers.map((header) => [hex(header.key), hex(header.value)]),
  }))

const hex = (bytes: Buffer | null): string | null => (bytes === null ? null : bytes.toString('hex'))
