import type { ProducerIds } from '#ports/producer-ids'
import type { Commits } from './group-commit.ts'
import { jsonRecord } from './json-record.ts'
import { metaKey } from './keys.ts'

const BLOCK = 1_000
const KEY = metaKey('producer-ids')
const record = jsonRecord<Readonly<{ next: number }>>('producer id counter')

export const embeddedProducerIds = (commits: Commits): ProducerIds => ({
  nextBlock: () =>
    commits.submit(({ get, put }) => {
      const stored = get('meta', KEY)
      const first = stored === undefined ? 0 : record.decode(stored).next
      put('meta', KEY, record.encode({ next: first + BLOCK }))
      return { first, size: BLOCK }
    }),
})
