import { fc } from '@fast-check/vitest'
import type { GroupRules, InstanceId, MemberId, Protocol } from '#domain/group/types'
import type { modelShell } from './model-shell.ts'
import { bytes, rules as defaults, id, instance, nth } from './scenario.ts'

/** What clients, operators and brokers do to a group. `who` picks one of those that the group knows then. */
export type Step = Readonly<
  | { do: 'start'; name: string | null; mustKnow: boolean; with: Terms }
  | { do: 'join-again'; who: number; with: Terms; same: boolean }
  | { do: 'sync'; who: number; lag: number; gifts: readonly number[] }
  /** As well-behaved members do: all that are there join again, or ask for what is theirs. */
  | { do: 'all-join' | 'all-sync' }
  | { do: 'leave'; who: readonly number[] }
  | { do: 'be-alive'; deaf: number }
  | { do: 'pass'; ms: number }
  | { do: 'move'; skew: number; tailMayBeLost: boolean }
  | { do: 'stray'; command: 'close-join-window' | 'expire-session' | 'expire-syncs'; who: number }
  | { do: 'delete'; meant: boolean }
>
type Terms = Readonly<{
  protocols: readonly Protocol[]
  sessionTimeoutMs: number
  rebalanceTimeoutMs: number
}>

export const rules: GroupRules = { ...defaults, maxSize: 3 }

const protocol = (name: string, said: string): Protocol => ({ name, metadata: bytes(said) })
const terms: fc.Arbitrary<Terms> = fc.record({
  protocols: fc.constantFrom(
    [protocol('range', 'AAAA')],
    [protocol('range', 'AAAA'), protocol('sticky', 'BBBB')],
    [protocol('sticky', 'BBBB'), protocol('range', 'AAAA')],
    [protocol('range', 'CCCC')],
    [protocol('sticky', 'BBBB')],
  ),
  sessionTimeoutMs: fc.constantFrom(6_000, 10_000, 45_000),
  rebalanceTimeoutMs: fc.constantFrom(0, 5_000, 5_000, 20_000, 20_000),
})
const who = fc.nat(40)
const rarely = [true, ...Array.from({ length: 9 }, () => false)]

const step = (skews: readonly number[]): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('start' as const),
        name: fc.option(fc.constantFrom('i-1', 'i-2', 'i-3')),
        mustKnow: fc.boolean(),
        with: terms,
      }),
    },
    {
      weight: 8,
      arbitrary: fc.record({ do: fc.constant('join-again' as const), who, with: terms, same: fc.boolean() }),
    },
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant('sync' as const),
        who,
        lag: fc.constantFrom(0, 0, 0, 0, 1, -1),
        gifts: fc.array(who, { maxLength: 6 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('leave' as const), who: fc.array(who, { maxLength: 3 }) }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('all-join' as const) }) },
    { weight: 8, arbitrary: fc.record({ do: fc.constant('all-sync' as const) }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('be-alive' as const), deaf: fc.nat(6) }) },
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant('pass' as const),
        ms: fc.constantFrom(0, 1, 500, 1_000, 3_000, 5_000, 12_000),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('move' as const),
        skew: fc.constantFrom(...skews),
        tailMayBeLost: fc.constantFrom(false, false, false, true),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('stray' as const),
        command: fc.constantFrom(
          'close-join-window' as const,
          'expire-session' as const,
          'expire-syncs' as const,
        ),
        who,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('delete' as const), meant: fc.constantFrom(...rarely) }),
    },
  )
/** Clocks of successors that are apart by these. */
export const steps = (...skews: readonly number[]): fc.Arbitrary<readonly Step[]> =>
  fc.array(step(skews), { minLength: 1, maxLength: 60, size: 'max' })

export const take = (model: ReturnType<typeof modelShell>, each: Step, n: number): void => {
  const { shell, execute, pass, touch } = model
  const at = shell.now + shell.skew
  const { members, pending, generation, leader } = shell.state.context
  const known = [...members.keys(), ...pending.keys(), id('stranger')]
  const pick = (i: number): MemberId => known[i % known.length] ?? id('stranger')
  const nameOf = (member: MemberId): InstanceId | null => members.get(member)?.instanceId ?? null
  const join = (memberId: MemberId, instanceId: InstanceId | null, terms: Terms, mustKnow = true): void =>
    execute({
      type: 'join',
      memberId,
      instanceId,
      newMemberId: id(`m${n}`),
      clientId: 'c',
      clientHost: '/h',
      protocolType: 'consumer',
      protocols: terms.protocols,
      sessionTimeoutMs: terms.sessionTimeoutMs,
      rebalanceTimeoutMs: terms.rebalanceTimeoutMs,
      requiresKnownMemberId: mustKnow,
      canSkipAssignment: n % 2 === 0,
      reason: '',
      at,
    })
  const sync = (memberId: MemberId, lag: number, gifts: readonly MemberId[]): void =>
    execute({
      type: 'sync',
      memberId,
      instanceId: nameOf(memberId),
      generation: nth(generation - lag),
      protocolType: null,
      protocol: null,
      assignments: gifts.map((gift, i) => [gift, bytes(`${n}-${i}`)]),
    })

  switch (each.do) {
    case 'start':
      return join(id(''), each.name === null ? null : instance(each.name), each.with, each.mustKnow)
    case 'join-again': {
      const member = pick(each.who)
      return join(member, nameOf(member), (each.same && members.get(member)) || each.with)
    }
    case 'all-join':
      if (shell.state.matches('preparing'))
        for (const member of members.values()) join(member.id, member.instanceId, member)
      return
    case 'sync':
      return sync(pick(each.who), each.lag, each.gifts.map(pick))
    case 'all-sync':
      if (leader !== null)
        for (const member of members.keys()) sync(member, 0, member === leader ? known : [])
      return
    case 'leave':
      return execute({
        type: 'leave',
        members: each.who.map((i) => ({ memberId: pick(i), instanceId: nameOf(pick(i)) })),
        at,
      })
    case 'be-alive':
      return [...members.keys()].forEach((member, i) => i !== each.deaf && touch(member))
    case 'pass':
      return pass(each.ms)
    case 'move':
      shell.skew = each.skew
      return execute({
        type: 'take-over',
        coordinator: { brokerId: n, incarnation: 'i', history: 'h' },
        tailMayBeLost: each.tailMayBeLost,
        at: shell.now + shell.skew,
      })
    case 'stray':
      if (each.command === 'close-join-window') return execute({ type: each.command, at })
      if (each.command === 'expire-session')
        return execute({ type: each.command, memberId: pick(each.who), at })
      return execute({ type: each.command, generation, members: [pick(each.who)], at })
    case 'delete':
      // Mostly of a group with members: what is dead is not worth many steps.
      if (each.meant || !shell.state.matches('empty')) execute({ type: 'delete-group' })
  }
}
