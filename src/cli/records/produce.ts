import { createReadStream } from 'node:fs'
import { type ExitCode, exitCodes } from '#config/exit-codes'
import { Failure, messageOf, misused } from '../failure.ts'
import { withKafka } from '../kafka/use.ts'
import { json, lookOf, plural } from '../output.ts'
import type { Shell } from '../shell.ts'
import type { Given } from '../spec.ts'
import type { produce } from '../specs/records.ts'
import { type Column, table } from '../table.ts'
import { visible } from '../text.ts'
import { drafting, placing } from './draft.ts'
import { linesOf } from './lines.ts'
import { openSender, type Sent } from './send.ts'
import { writableTopic } from './writable-topic.ts'

type Flags = Given<typeof produce>['flags']
type Tally = { records: number; first: bigint | null; last: bigint | null }

const acksOf = { '0': 0, '1': 1, all: -1 } as const
const READ_AT_ONCE = 256 * 1024

export const produceRecords = async (
  shell: Shell,
  { args: { topic }, flags }: Given<typeof produce>,
): Promise<ExitCode> => {
  const doubts = contradictions(flags)
  if (doubts.length > 0) throw misused(doubts.join('\n'))
  return withKafka(flags, async (kafka) => {
    const { partitions } = await writableTopic(kafka, topic)
    const sending = { topic, acks: acksOf[flags.acks], compression: flags.compression }
    const sender = await openSender(kafka, sending)
    const draftOf = drafting(flags, shell.now)
    const place = placing(flags, partitions.length, shell.now())
    const tallies = new Map<number, Tally>()
    let written = 0
    try {
      for await (const values of inputOf(shell, flags)) {
        const drafts = values.map((value, nth) => draftOf(value, written + nth + 1))
        const byPartition = Map.groupBy(drafts, place)
        const sent = await Promise.all(
          [...byPartition].map(([partition, records]) => sender.send(partition, records)),
        )
        for (const each of sent.flat()) tally(tallies, each)
        written += drafts.length
        shell.progress(`${plural(written, 'record')} written`)
      }
    } catch (error) {
      if (written > 0) shell.say(`kedge: ${plural(written, 'record')} had been written before`)
      throw error
    }
    shell.progress('')
    await report(shell, { topic, flags, tallies })
    return exitCodes.clean
  })
}

const contradictions = ({ value, file, key, keySeparator }: Flags): readonly string[] => [
  ...(value !== undefined && file !== undefined ? ['--value and --file: give one of them'] : []),
  ...(key !== undefined && keySeparator !== undefined ? ['--key and --key-separator: give one of them'] : []),
  ...(keySeparator === '' ? ['--key-separator: may not be empty'] : []),
]

async function* inputOf(
  shell: Shell,
  { value, file, keepCr }: Flags,
): AsyncGenerator<readonly Buffer[], void> {
  if (value !== undefined) yield [Buffer.from(value)]
  else if (file !== undefined)
    try {
      yield* linesOf(createReadStream(file, { highWaterMark: READ_AT_ONCE }), keepCr)
    } catch (error) {
      if (error instanceof Error && 'syscall' in error)
        throw new Failure(`${file}: ${messageOf(error)}`, exitCodes.io)
      throw error
    }
  else {
    if (shell.isTerminal.input) shell.say('each line is a record; Ctrl-D ends')
    yield* linesOf(shell.input, keepCr)
  }
}

const tally = (tallies: Map<number, Tally>, { partition, records, baseOffset }: Sent): void => {
  const sum = tallies.get(partition) ?? { records: 0, first: null, last: null }
  sum.records += records
  if (baseOffset >= 0n) {
    sum.first ??= baseOffset
    sum.last = baseOffset + BigInt(records) - 1n
  }
  tallies.set(partition, sum)
}

type Report = Readonly<{ topic: string; flags: Flags; tallies: ReadonlyMap<number, Tally> }>

const report = async (shell: Shell, { topic, flags, tallies }: Report): Promise<void> => {
  const partitions = [...tallies]
    .map(([partition, sum]) => ({ partition, ...sum }))
    .toSorted((one, other) => one.partition - other.partition)
  const records = partitions.reduce((sum, each) => sum + each.records, 0)
  if (flags.output === 'json') {
    await shell.out(json({ topic, records, partitions }))
    return
  }
  await shell.out(`${visible(topic)}: ${plural(records, 'record')}\n`)
  if (records === 0) return
  await shell.out(table(columns, partitions, lookOf(shell, flags)))
}

const columns: readonly Column<Readonly<Tally & { partition: number }>>[] = [
  { title: 'PARTITION', show: ({ partition }) => partition, align: 'right' },
  { title: 'RECORDS', show: ({ records }) => records, align: 'right' },
  { title: 'FIRST', show: ({ first }) => first ?? '-', align: 'right' },
  { title: 'LAST', show: ({ last }) => last ?? '-', align: 'right' },
]
