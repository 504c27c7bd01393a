import { randomUUID } from 'node:crypto'
import { NewerFormat } from './errors.ts'
import type { Commits } from './group-commit.ts'
import { jsonRecord } from './json-record.ts'
import { metaKey } from './keys.ts'
import type { Reader } from './tables.ts'

const FORMAT = 1
const KEY = metaKey('format')
const record = jsonRecord<Readonly<{ format: number; history: string }>>('format')

/** Before anything is written: what a newer program left to be done may mean something else to this one. */
export const refuseNewer = ({ get }: Pick<Reader, 'get'>): void => {
  const stored = get('meta', KEY)
  if (stored === undefined) return
  const { format } = record.decode(stored)
  if (format > FORMAT) throw new NewerFormat(`format ${format}; this version knows ${FORMAT} and before`)
}

/** Writes what a directory is on first sight of it; gives its history. */
export const claimFormat = (commits: Commits): Promise<string> =>
  commits.submit(({ get, put }) => {
    const stored = get('meta', KEY)
    if (stored !== undefined) return record.decode(stored).history
    const history = randomUUID()
    put('meta', KEY, record.encode({ format: FORMAT, history }))
    return history
  })
