import { DeleteGroupsRequest, DeleteGroupsResponse } from '#adapters/kafka/protocol/messages/delete-groups'
import type { ExitCode } from '#config/exit-codes'
import { confirm } from '../confirm.ts'
import { each } from '../kafka/each.ts'
import { check } from '../kafka/errors.ts'
import { coordinatorOf } from '../kafka/groups.ts'
import type { Kafka } from '../kafka/kafka.ts'
import { withKafka } from '../kafka/use.ts'
import { plural } from '../output.ts'
import type { Shell } from '../shell.ts'
import type { Given } from '../spec.ts'
import type { groupsDelete } from '../specs/groups.ts'
import { visible } from '../text.ts'

export const deleteGroups = async (
  shell: Shell,
  { args: { groups }, flags }: Given<typeof groupsDelete>,
): Promise<ExitCode> => {
  const named = groups.length === 1 ? visible(groups[0] ?? '') : plural(groups.length, 'group')
  await confirm(shell, flags, `delete ${named} with all that is committed`)
  return withKafka(flags, async (kafka) =>
    each(
      shell,
      groups,
      async (group) => {
        await kafka.patiently(() => deleteGroup(kafka, group))
        await shell.out(`deleted ${visible(group)}\n`)
      },
      (done) => `deleted ${done} of ${plural(groups.length, 'group')}`,
    ),
  )
}

const deleteGroup = async (kafka: Kafka, group: string): Promise<void> => {
  const api = { request: DeleteGroupsRequest, response: DeleteGroupsResponse }
  const to = await coordinatorOf(kafka, group)
  const { results } = await kafka.ask(api, { body: { groupsNames: [group] }, to })
  for (const { errorCode } of results) check(`group ${visible(group)}`, errorCode)
}
