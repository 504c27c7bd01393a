import { createHash } from 'node:crypto'
import { type Offset, offset } from '#domain/log/types'
import { type TopicPartition, topicId } from '#domain/topic/types'
import type { JournalName } from '#ports/journal'

const NUMBER = 8
const UUID = 16
const PARTITION = UUID + 4

export const metaKey = (name: string): Buffer => Buffer.from(name)

export const partitionPrefix = ({ topicId, partition }: TopicPartition): Buffer => {
  const number = Buffer.alloc(4)
  number.writeInt32BE(partition)
  return Buffer.concat([Buffer.from(topicId, 'base64url'), number])
}

export const partitionOf = (key: Buffer): TopicPartition => {
  const at = key.length - PARTITION
  return {
    topicId: topicId(key.toString('base64url', at, at + UUID)),
    partition: key.readInt32BE(at + UUID),
  }
}

/** A number behind a prefix, so that keys lie in the order of their numbers. */
export const numbered = (prefix: Buffer, number: number): Buffer => {
  const key = Buffer.alloc(prefix.length + NUMBER)
  prefix.copy(key)
  key.writeBigUInt64BE(BigInt(number), prefix.length)
  return key
}

/** The key after every number and every partition behind a prefix. */
export const beyond = (prefix: Buffer): Buffer => Buffer.concat([prefix, Buffer.alloc(PARTITION + 1, 0xff)])

export const offsetOf = (key: Buffer): Offset => offset(Number(key.readBigUInt64BE(key.length - NUMBER)))

export const startsWith = (key: Buffer, prefix: Buffer): boolean =>
  key.subarray(0, prefix.length).equals(prefix)

/** Group ids are of any characters and may be longer than a key. */
export const journalKey = (name: JournalName): Buffer =>
  name.kind === 'cluster' ? Buffer.from('cluster') : createHash('sha256').update(name.groupId).digest()
