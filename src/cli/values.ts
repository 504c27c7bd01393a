import { parsed, type t } from '#shared/codec'
import { E } from '#shared/fp'

// What the value of a flag may look like, beside those of `#config/values`.

export const text: t.Type<string, string, unknown> = parsed('text', (raw) => E.right(String(raw)))

export type Pair = Readonly<{ name: string; value: string }>

/** `name=value`; the value may be empty and may hold more of `=`. */
export const pair = parsed('name=value', (raw): E.Either<string, Pair> => {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(String(raw)) ?? []
  return name === undefined || value === undefined
    ? E.left('expected NAME=VALUE')
    : E.right({ name: name.trim(), value })
})

/** Where in a partition: what `--from` and `--to` take. */
export type Place = Readonly<
  | { kind: 'earliest' }
  | { kind: 'latest' }
  | { kind: 'offset'; offset: bigint }
  /** Milliseconds since the epoch. */
  | { kind: 'time'; at: number }
  | { kind: 'ago'; ms: number }
>

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

export const place = parsed('place', (raw): E.Either<string, Place> => {
  const given = String(raw)
  if (given === 'earliest' || given === 'latest') return E.right({ kind: given })
  if (/^\d{1,18}$/.test(given)) return E.right({ kind: 'offset', offset: BigInt(given) })
  const [, digits, unit = ''] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(given) ?? []
  if (digits !== undefined) return E.right({ kind: 'ago', ms: Number(digits) * (units[unit] ?? 1) })
  const at = instantOf(given)
  return at === undefined
    ? E.left(
        'expected earliest, latest, an offset, a time like 2026-01-31T12:00:00Z, or how long ago: 90s, 1h, 7d',
      )
    : E.right({ kind: 'time', at })
})

/** ISO 8601, of which a day alone is its beginning in UTC; or `@` and milliseconds since the epoch. */
const instantOf = (given: string): number | undefined => {
  if (/^@\d{1,15}$/.test(given)) return Number(given.slice(1))
  if (!/^\d{4}-\d{2}-\d{2}/.test(given)) return undefined
  const at = Date.parse(given)
  return Number.isNaN(at) ? undefined : at
}

export type TopicPartitions = Readonly<{ topic: string; partitions: readonly number[] | null }>

/** `orders`, or `orders:0,3`. A topic's name has no colon. */
export const topicPartitions = parsed('topic', (raw): E.Either<string, TopicPartitions> => {
  const [, topic, list] = /^([^:\s]+)(?::(\d{1,9}(?:,\d{1,9})*))?$/.exec(String(raw)) ?? []
  if (topic === undefined) return E.left('expected TOPIC or TOPIC:PARTITION,...')
  return E.right({ topic, partitions: list === undefined ? null : list.split(',').map(Number) })
})
