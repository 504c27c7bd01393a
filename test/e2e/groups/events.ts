/** What a member of a group tells of itself, whatever client it is: one JSON line each, in the order in which it happened there. */
export type MemberEvent = Readonly<{
  /** Milliseconds since the epoch. */
  at: number
  member: string
}> &
  Readonly<
    /** `owned` is all it owns from now on. */
    | { type: 'assigned'; generation: number | null; owned: readonly number[] }
    /** `owned` is what is left to it. */
    | { type: 'revoked'; owned: readonly number[] }
    | { type: 'record'; generation: number | null; partition: number; offset: number; value: string }
    /** It starts again from its committed offsets, in the same generation. */
    | { type: 'rewound' }
    | { type: 'left' }
    | { type: 'error'; text: string }
  >

export const isMemberEvent = (value: unknown): value is MemberEvent =>
  typeof value === 'object' && value !== null && 'type' in value && 'member' in value && 'at' in value

/** How the members of one process consume; all of it travels as `name=value` arguments. */
export type MemberOptions = Readonly<{
  at: string
  group: string
  topic: string
  /** Names of the members that join at once. */
  members: readonly string[]
  assignor: 'range' | 'roundrobin' | 'cooperative-sticky'
  sessionMs: number
  heartbeatMs: number
  /** How long a rebalance waits for a member; a request may take a little longer. */
  rebalanceMs: number
  /** `group.instance.id` is the member's name. */
  isStatic?: boolean
}>

export const argumentsOf = (options: MemberOptions): readonly string[] =>
  Object.entries({ ...options, isStatic: options.isStatic ?? false }).map(
    ([name, value]) => `${name}=${String(value)}`,
  )

export const optionsOf = (args: readonly string[]): MemberOptions => {
  const given = new Map(args.map((arg) => [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)]))
  const text = (name: string): string => {
    const value = given.get(name)
    if (value === undefined) throw new Error(`no ${name}= given`)
    return value
  }
  const assignor = text('assignor')
  if (assignor !== 'range' && assignor !== 'roundrobin' && assignor !== 'cooperative-sticky')
    throw new Error(`no assignor ${assignor}`)
  return {
    at: text('at'),
    group: text('group'),
    topic: text('topic'),
    members: text('members')
      .split(',')
      .filter((name) => name !== ''),
    assignor,
    sessionMs: Number(text('sessionMs')),
    heartbeatMs: Number(text('heartbeatMs')),
    rebalanceMs: Number(text('rebalanceMs')),
    isStatic: text('isStatic') === 'true',
  }
}
