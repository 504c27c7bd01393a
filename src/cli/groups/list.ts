import { type ExitCode, exitCodes } from '#config/exit-codes'
import { describeAt, listGroups } from '../kafka/groups.ts'
import { withKafka } from '../kafka/use.ts'
import { plural, printRows } from '../output.ts'
import type { Shell } from '../shell.ts'
import type { Given } from '../spec.ts'
import type { groupsList } from '../specs/groups.ts'
import type { Column } from '../table.ts'
import { lagOf, partitionsOf } from './lag.ts'

type Row = Readonly<{
  group: string
  state: string
  type: string
  protocolType: string
  protocol: string
  coordinator: number
  members: number | null
  lag?: bigint | null
}>

/** Groups that are described by one question. */
const AT_ONCE = 100

export const listGroupsCommand = (shell: Shell, { flags }: Given<typeof groupsList>): Promise<ExitCode> =>
  withKafka(flags, async (kafka) => {
    const groups = await kafka.patiently(() => listGroups(kafka))
    const types = new Map(groups.map(({ group, type }) => [group, type]))
    const rows: Row[] = []
    for (const [coordinator, all] of Map.groupBy(groups, (group) => group.coordinator))
      for (let from = 0; from < all.length; from += AT_ONCE) {
        const some = all.slice(from, from + AT_ONCE).map(({ group }) => group)
        for (const described of await kafka.patiently(() => describeAt(kafka, coordinator, some))) {
          shell.progress(`asked about ${rows.length} of ${plural(groups.length, 'group')}`)
          const { group, state, protocolType, protocol, members } = described
          const type = types.get(group) ?? ''
          const row = {
            group,
            state,
            type,
            protocolType,
            protocol,
            coordinator,
            members: members?.length ?? null,
          }
          rows.push(flags.lag ? { ...row, lag: lagOf(await partitionsOf(kafka, described)) } : row)
        }
      }
    rows.sort((one, other) => (one.group < other.group ? -1 : 1))
    shell.progress('')
    await printRows(shell, flags, rows, flags.lag ? [...columns, lag] : columns)
    return exitCodes.clean
  })

const columns: readonly Column<Row>[] = [
  { title: 'GROUP', show: ({ group }) => group },
  { title: 'STATE', show: ({ state }) => state },
  {
    title: 'PROTOCOL',
    show: ({ protocolType, protocol }) => [protocolType, protocol].filter(Boolean).join('/'),
  },
  { title: 'COORDINATOR', show: ({ coordinator }) => coordinator, align: 'right' },
  { title: 'MEMBERS', show: ({ members }) => members ?? '-', align: 'right' },
]
const lag: Column<Row> = { title: 'LAG', show: (row) => row.lag ?? '-', align: 'right' }
