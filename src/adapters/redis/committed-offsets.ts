import type { CommittedOffset } from '#domain/offset-commits/types'
import { partitionKey, type TopicPartition, topicId } from '#domain/topic/types'
import type { CommittedOffsets, OffsetChange, OffsetFence, OffsetRefusal } from '#ports/committed-offsets'
import type { Random } from '#ports/random'
import { StoreCorrupt } from '#ports/store-errors'
import type { Timers } from '#ports/timers'
import { E } from '#shared/fp'
import { askedAgain, outcomeUnknown } from './asked-again.ts'
import { accepted, asking } from './errors.ts'
import { foundingOf, tokenUnder } from './founding.ts'
import { journalId } from './journal-entries.ts'
import type { JournalMemories } from './journal-memories.ts'
import { numberIn, stored, textIn } from './json.ts'
import type { Keys } from './keys.ts'
import type { Link } from './link.ts'
import { TOKEN_BYTES } from './log-context.ts'
import { fields, integer, list, type Reply, text } from './resp.ts'
import { commitOffsets } from './scripts/commit-offsets.ts'

type Options = Readonly<{
  link: Link
  keys: Keys
  random: Random
  timers: Timers
  memories: JournalMemories
  isClosed: () => boolean
}>

const FORMAT = 1
/** What is not an offset in the hash; a partition's field has a colon. */
const FACTS = ['sequence', 'token', 'journal'] as const

export const redisCommittedOffsets = (options: Options): CommittedOffsets => {
  const { link, keys, random, memories } = options
  // Random once, then counted: a token must be nobody else's, that is all.
  const writer = random.token(TOKEN_BYTES)
  let changes = 0

  const change = (
    groupId: string,
    { journal, sequence }: OffsetFence,
    { set, remove }: OffsetChange,
  ): Promise<E.Either<OffsetRefusal, void>> => {
    const token = tokenUnder(foundingOf(journal.token), `${writer}-${(changes++).toString(36)}`)
    const input = {
      journal: keys.journal({ kind: 'group', groupId }),
      offsets: keys.offsets(groupId),
      last: { id: journalId(journal.index), token: journal.token },
      sequence,
      token,
      removed: remove.map(partitionKey),
      set: set.flatMap((committed) => [partitionKey(committed.at), encode(committed)]),
    }
    const what = 'offsets were committed'
    return askedAgain(options, what, async (on, silences) => {
      const outcome = await commitOffsets.run(on, input)
      if (outcome.kind === 'committed') {
        memories.rememberChange(groupId, { sequence, token })
        return E.right(undefined)
      }
      // A later change is there: this one may have been, before it. An equal or earlier one would not be, had it been.
      if (silences > 0 && outcome.sequence > sequence) throw outcomeUnknown(what)
      return E.left({ kind: outcome.kind })
    })
  }

  const read = async (groupId: string, partitions: readonly TopicPartition[] | null) => {
    const on = await link.get()
    const hash = keys.offsets(groupId)
    const wanted = partitions?.map(partitionKey) ?? []
    const [reply] = await on.run([
      partitions === null ? ['HGETALL', hash] : ['HMGET', hash, ...FACTS, ...wanted],
    ])
    const found =
      partitions === null ? fields(accepted(reply)) : named([...FACTS, ...wanted], accepted(reply))
    const [sequence, token] = [found.get('sequence'), found.get('token')]
    if (sequence === undefined || token === undefined) return { offsets: [], sequence: 0 }
    const change = { sequence: integer(sequence), token: text(token) }
    memories.rememberChange(groupId, change)
    const offsets = [...found].flatMap(([field, value]) =>
      isFact(field) ? [] : [decode(partitionOf(field), text(value))],
    )
    return { offsets, sequence: change.sequence }
  }

  return {
    change: (groupId, fence, wanted) => () => change(groupId, fence, wanted),
    read: (groupId, partitions) => asking(() => read(groupId, partitions)),
  }
}

const facts: readonly string[] = FACTS
const isFact = (field: string): boolean => facts.includes(field)

/** Of HMGET: what is there, by name. */
const named = (names: readonly string[], values: Reply): ReadonlyMap<string, Buffer> =>
  new Map(
    list(values).flatMap((value, i) => {
      const name = names[i]
      return name === undefined || !Buffer.isBuffer(value) ? [] : [[name, value] as const]
    }),
  )

const partitionOf = (field: string): TopicPartition => {
  const colon = field.lastIndexOf(':')
  return { topicId: topicId(field.slice(0, colon)), partition: Number(field.slice(colon + 1)) }
}

/** `docs/redis-keys.md`. Other fields are left to those who know them. */
const encode = ({ offset, leaderEpoch, metadata, committedAt }: CommittedOffset): string =>
  JSON.stringify({ v: FORMAT, offset, leaderEpoch, metadata, at: committedAt })

const decode = (at: TopicPartition, json: string): CommittedOffset => {
  const value = stored(json)
  const format = numberIn(value, 'v')
  if (format !== FORMAT) throw new StoreCorrupt(`a committed offset of version ${format}; ${FORMAT} is known`)
  return {
    at,
    offset: numberIn(value, 'offset'),
    leaderEpoch: numberIn(value, 'leaderEpoch'),
    metadata: textIn(value, 'metadata'),
    committedAt: numberIn(value, 'at'),
  }
}
