import type { Reader } from '#adapters/kafka/protocol/reader'
import type { Fixed } from '#adapters/kafka/protocol/shape'
import type { Wire } from '#adapters/kafka/protocol/wire'
import type { Writer } from '#adapters/kafka/protocol/writer'

/** Looks the same in every version. */
const fixed = <A>(
  kind: Fixed,
  size: number,
  read: (r: Reader) => A,
  write: (w: Writer, value: A) => void,
): Wire<A> => {
  const codec = { minSize: size, read, write }
  return { shape: { kind }, at: () => codec, same: Object.is }
}

export const bool = fixed(
  'bool',
  1,
  (r) => r.bool(),
  (w, value: boolean) => w.bool(value),
)
export const int8 = fixed(
  'int8',
  1,
  (r) => r.int8(),
  (w, value: number) => w.int8(value),
)
export const int16 = fixed(
  'int16',
  2,
  (r) => r.int16(),
  (w, value: number) => w.int16(value),
)
export const uint16 = fixed(
  'uint16',
  2,
  (r) => r.uint16(),
  (w, value: number) => w.uint16(value),
)
export const int32 = fixed(
  'int32',
  4,
  (r) => r.int32(),
  (w, value: number) => w.int32(value),
)
export const int64 = fixed(
  'int64',
  8,
  (r) => r.int64(),
  (w, value: bigint) => w.int64(value),
)
export const float64 = fixed(
  'float64',
  8,
  (r) => r.float64(),
  (w, value: number) => w.float64(value),
)

/** Kafka's own text form of a UUID: the 16 bytes as 22 characters of base64url. */
export const uuid = fixed(
  'uuid',
  16,
  (r) => r.uuid(),
  (w, value: string) => w.uuid(value),
)
