import { createInterface } from 'node:readline'
import { type MemberEvent, type MemberOptions, optionsOf } from '../events.ts'

type Told = MemberEvent extends infer E ? (E extends MemberEvent ? Omit<E, 'at' | 'member'> : never) : never

export type Say = (told: Told) => void

export interface Running {
  readonly leave: () => Promise<void>
}

/**
 * A process that hosts members: they join and leave as lines on stdin say (`join NAME`, `leave NAME`); at its end all
 * leave. What happens to them is written to stdout.
 */
export const memberProgram = async (
  join: (name: string, options: MemberOptions, say: Say) => Promise<Running>,
): Promise<void> => {
  const options = optionsOf(process.argv.slice(2))
  const running = new Map<string, Promise<Running>>()
  const sayFor = (member: string) => (told: Told) => {
    process.stdout.write(`${JSON.stringify({ at: Date.now(), member, ...told })}\n`)
  }
  const failed = (member: string) => (cause: unknown) =>
    sayFor(member)({ type: 'error', text: String(cause) })
  const start = (member: string) => {
    const joining = join(member, options, sayFor(member))
    joining.catch(failed(member))
    running.set(member, joining)
  }
  const stop = async (member: string) => {
    const leaving = running.get(member)
    running.delete(member)
    try {
      await (await leaving)?.leave()
    } catch (cause) {
      failed(member)(cause)
    }
    sayFor(member)({ type: 'left' })
  }
  // A client that throws where nobody can catch it is not the end of the other members of this process.
  process.on('unhandledRejection', (cause) => failed('process')(cause))
  process.on('uncaughtException', (cause) => failed('process')(cause))
  for (const member of options.members) start(member)
  for await (const line of createInterface({ input: process.stdin })) {
    const [task, member = ''] = line.split(' ')
    if (task === 'join') start(member)
    else void stop(member)
  }
  await Promise.all([...running.keys()].map(stop))
  process.exit(0)
}
