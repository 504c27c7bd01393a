import { randomUUID } from 'node:crypto'
import { NewerFormat } from './errors.ts'
import type { Commits } from './group-commit.ts'
import { jsonRecord } from './json-record.ts'
import { metaKey } from './keys.ts'

const FORMAT = 1
const KEY = metaKey('format')
const record = jsonRecord<Readonly<{ format: number; history: string }>>('format')

/** Writes what a directory is on first sight of it, refuses one that is newer than this program; gives its history. */
export const claimFormat = (commits: Commits): Promise<string> =>
  commits.submit(({ get, put }) => {
    const stored = get('meta', KEY)
    if (stored === undefined) {
      const history = randomUUID()
      put('meta', KEY, record.encode({ format: FORMAT, history }))
      return history
    }
    const { format, history } = record.decode(stored)
    if (format > FORMAT) throw new NewerFormat(`format ${format}; this version knows ${FORMAT} and before`)
    return history
  })
