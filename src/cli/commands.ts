import { exitCodes } from '#config/exit-codes'
import { type Act, type Command, command } from './command.ts'
import { config, serve } from './serve-flags.ts'
import { groupsDelete, groupsDescribe, groupsList, groupsReset } from './specs/groups.ts'
import { completion, health } from './specs/program.ts'
import { consume, produce } from './specs/records.ts'
import { topicsAlter, topicsCreate, topicsDelete, topicsDescribe, topicsList } from './specs/topics.ts'

/** Of a shell that parsing has found in its table. */
const printCompletion: Act<typeof completion> = async (shell, { args }) => {
  const { scripts } = await import('./completion/scripts.ts')
  await shell.out(scripts[args.shell]?.(commands.map(({ listed }) => listed)) ?? '')
  return exitCodes.clean
}

/** The one table of commands: parsing, help, completion and docs/cli.md are read from it. */
export const commands: readonly Command[] = [
  serve,
  command(topicsCreate, async () => (await import('./topics/create.ts')).createTopics),
  command(topicsList, async () => (await import('./topics/list.ts')).listTopics),
  command(topicsDescribe, async () => (await import('./topics/describe.ts')).describeTopics),
  command(topicsAlter, async () => (await import('./topics/alter.ts')).alterTopic),
  command(topicsDelete, async () => (await import('./topics/delete.ts')).deleteTopics),
  command(groupsList, async () => (await import('./groups/list.ts')).listGroupsCommand),
  command(groupsDescribe, async () => (await import('./groups/describe.ts')).describeGroups),
  command(groupsReset, async () => (await import('./groups/reset.ts')).resetGroup),
  command(groupsDelete, async () => (await import('./groups/delete.ts')).deleteGroups),
  command(produce, async () => (await import('./records/produce.ts')).produceRecords),
  command(consume, async () => (await import('./records/consume.ts')).consumeRecords),
  ...config,
  command(health, async () => (await import('./health.ts')).askHealth),
  command(completion, async () => printCompletion),
]
