import type { GroupCommand } from '#domain/group/commands'
import { type Decision, decide } from '#domain/group/decider'
import type { Reply } from '#domain/group/effects'
import type { GroupRefusal } from '#domain/group/errors'
import type { GroupState } from '#domain/group/lifecycle'
import type { GroupRules, MemberId } from '#domain/group/types'
import { E } from '#shared/fp'
import type { GroupsRefusal } from './groups.ts'

/** A command, and who waits for what comes of it. */
export interface Waiting {
  readonly command: GroupCommand
  /** Called when the request begins to wait for others. */
  readonly waits: () => void
  readonly settle: (outcome: E.Either<GroupsRefusal, Reply>) => void
  readonly fail: (error: unknown) => void
}

export type Decided = Readonly<{ of: Waiting; verdict: E.Either<GroupRefusal, Decision> }>

/** Who is still silent, as of when a command is decided: timers fired before. */
export type Silence = Readonly<{
  sinceSession: (member: MemberId) => boolean
  sinceGeneration: (member: MemberId) => boolean
}>

/** What the commands of one turn come to, one after the other, and the group after them all. Whoever was heard of meanwhile has missed no deadline. */
export const decideAll = (
  initial: GroupState,
  batch: readonly Waiting[],
  rules: GroupRules,
  silence: Silence,
): Readonly<{ decided: readonly Decided[]; after: GroupState }> => {
  let state = initial
  const heard = new Set<MemberId>()
  const decided = batch.map((of) => {
    const command = ofTheSilent(of.command, heard, silence)
    if (command === null) return { of, verdict: nothing(state) }
    const verdict = decide(state, command, rules)
    if (E.isRight(verdict)) {
      state = verdict.right.state
      if (command.type === 'join' || command.type === 'sync') heard.add(command.memberId)
    }
    return { of, verdict }
  })
  return { decided, after: state }
}

const ofTheSilent = (
  command: GroupCommand,
  heard: ReadonlySet<MemberId>,
  { sinceSession, sinceGeneration }: Silence,
): GroupCommand | null => {
  if (command.type === 'expire-session')
    return sinceSession(command.memberId) && !heard.has(command.memberId) ? command : null
  if (command.type !== 'expire-syncs') return command
  const members = command.members.filter((member) => sinceGeneration(member) && !heard.has(member))
  return { ...command, members }
}

const nothing = (state: GroupState): Decided['verdict'] =>
  E.right({ events: [], effects: [], reply: { type: 'done' }, state })
