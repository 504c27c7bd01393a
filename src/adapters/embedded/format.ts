import { randomUUID } from 'node:crypto'
import type { Environment } from './environment.ts'
import { NewerFormat } from './errors.ts'
import { jsonRecord } from './json-record.ts'
import { metaKey } from './keys.ts'
import type { Change } from './tables.ts'

const PLAIN = 1
/** A write-ahead log belongs to it. A program that knows of none would go on without what is in there. */
const LOGGED = 2
const KEY = metaKey('format')
const record = jsonRecord<Readonly<{ format: number; history: string }>>('format')

/**
 * Writes what a directory is on first sight of it, and refuses one that is newer than this program before anything else is
 * written: what is left to be done there may mean something else. Gives its history.
 */
export const claimFormat = async ({ get, commit }: Pick<Environment, 'get' | 'commit'>): Promise<string> => {
  const stored = get('meta', KEY)
  if (stored === undefined) {
    const history = randomUUID()
    await commit([formatOf(history)])
    return history
  }
  const { format, history } = record.decode(stored)
  if (format > LOGGED) throw new NewerFormat(`format ${format}; this version knows ${LOGGED} and before`)
  return history
}

export const formatOf = (history: string, { logged } = { logged: false }): Change => ({
  table: 'meta',
  key: KEY,
  value: record.encode({ format: logged ? LOGGED : PLAIN, history }),
})
