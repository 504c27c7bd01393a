import type { Conversation, Scenario } from '../conversation.ts'
import type { Member } from '../member.ts'

export type Scenarios = Readonly<Record<string, Scenario>>

/** The same for each. */
export const ofEach = <A, B>(
  all: readonly A[],
  named: (each: A) => Readonly<Record<string, B>>,
): Readonly<Record<string, B>> => Object.assign({}, ...all.map(named))

/** One member, which leads. */
export const alone = async ({ member }: Conversation, instanceId?: string): Promise<Member> => {
  const a = await member('a', instanceId)
  await a.enter()
  await a.sync()
  return a
}

/** Two members of a generation that is to be assigned; the first leads. */
export const told = async (
  { member, reaches }: Conversation,
  instances: readonly [string?, string?] = [],
): Promise<readonly [Member, Member]> => {
  const a = await member('a', instances[0])
  await a.enter()
  const b = await member('b', instances[1])
  const joined = b.enter()
  await reaches('PreparingRebalance', 2)
  await Promise.all([a.join(), joined])
  return [a, b]
}

/** Two members that share; the first leads. */
export const shared = async (
  conversation: Conversation,
  instances: readonly [string?, string?] = [],
): Promise<readonly [Member, Member]> => {
  const [a, b] = await told(conversation, instances)
  await a.sync()
  await b.sync()
  return [a, b]
}

/** Two that shared, of which the first is to join again, since a third joins. */
export const gathering = async (
  conversation: Conversation,
  instances: readonly [string?, string?] = [],
): Promise<Readonly<{ a: Member; b: Member; c: Member; joining: Promise<unknown> }>> => {
  const [a, b] = await shared(conversation, instances)
  const c = await conversation.member('c')
  const joining = c.enter()
  await conversation.reaches('PreparingRebalance', 3)
  return { a, b, c, joining }
}
