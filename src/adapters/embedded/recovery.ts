import { randomBytes } from 'node:crypto'
import type { Environment } from './environment.ts'
import { jsonRecord } from './json-record.ts'
import { metaKey } from './keys.ts'
import type { Change } from './tables.ts'
import { SALT } from './write-ahead-frame.ts'
import { readWriteAhead, removeWriteAhead } from './write-ahead-log.ts'

const KEY = metaKey('write-ahead')
const record = jsonRecord<Readonly<{ salt: string; sequence: number }>>('write-ahead mark')

/** Gives LMDB what a process that was killed had in its write-ahead log. From then on those files mean nothing. */
export const recover = async (environment: Environment, dir: string): Promise<void> => {
  const stored = environment.get('meta', KEY)
  if (stored === undefined) return
  const { salt, sequence } = record.decode(stored)
  const left = readWriteAhead(dir, Buffer.from(salt, 'hex'), sequence)
  if (left.length > 0) await environment.commit([...left, { table: 'meta', key: KEY, value: null }])
  removeWriteAhead(dir)
}

export type Marked = Readonly<{ salt: Buffer; mark: (sequence: number) => Change }>

/** Each log has a salt of its own, so that nothing that an earlier one left in the files is taken for a part of it. */
export const beginWriteAhead = async (environment: Environment): Promise<Marked> => {
  const salt = randomBytes(SALT)
  const mark = (sequence: number): Change => ({
    table: 'meta',
    key: KEY,
    value: record.encode({ salt: salt.toString('hex'), sequence }),
  })
  await environment.commit([mark(0)])
  return { salt, mark }
}
