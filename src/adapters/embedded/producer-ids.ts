import type { ProducerIds } from '#ports/producer-ids'
import type { Environment } from './environment.ts'
import type { Commits } from './group-commit.ts'
import { jsonRecord } from './json-record.ts'
import { metaKey } from './keys.ts'

const BLOCK = 1_000
const KEY = metaKey('producer-ids')
const record = jsonRecord<Readonly<{ next: number }>>('producer id counter')

export const embeddedProducerIds = (
  commits: Commits,
  { flushed }: Pick<Environment, 'flushed'>,
): ProducerIds => ({
  nextBlock: async () => {
    const block = await commits.submit(({ get, put }) => {
      const stored = get('meta', KEY)
      const first = stored === undefined ? 0 : record.decode(stored).next
      put('meta', KEY, record.encode({ next: first + BLOCK }))
      return { first, size: BLOCK }
    })
    // Never again the same ids: a power loss may take what a producer wrote, and the producer goes on.
    await flushed()
    return block
  },
})
