import { type ExitCode, exitCodes } from '#config/exit-codes'
import { describeGroup, listGroups } from '../kafka/groups.ts'
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

export const listGroupsCommand = (shell: Shell, { flags }: Given<typeof groupsList>): Promise<ExitCode> =>
  withKafka(flags, async (kafka) => {
    const groups = await kafka.patiently(() => listGroups(kafka))
    const rows: Row[] = []
    for (const [done, { group, type }] of groups.entries()) {
      shell.progress(`asked about ${done} of ${plural(groups.length, 'group')}`)
      const described = await kafka.patiently(() => describeGroup(kafka, group))
      const { state, protocolType, protocol, coordinator, members } = described
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
