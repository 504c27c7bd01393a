import { test } from '@fast-check/vitest'
import { expect } from 'vitest'
import type { GroupEvent } from '#domain/group/events'
import { evolve, type GroupState, noGroup, restored, stateName } from '#domain/group/lifecycle'
import type { Roster } from '#domain/group/roster'
import type { Generation, MemberId } from '#domain/group/types'
import { E } from '#shared/fp'
import { modelShell, type Shell, type Turn } from './model-shell.ts'
import { rules, type Step, steps, take } from './model-steps.ts'

const runs = { numRuns: 120 }
/** With clocks that are ahead and behind. */
const anything = steps(0, 0, 3_600_000, -3_600_000)

/** Founds a group and takes the steps; `inspect` sees every command, those of timers too. */
const play = (
  script: readonly Step[],
  inspect: (turn: Turn, shell: Shell) => void,
): ReturnType<typeof modelShell> => {
  const model = modelShell(rules, inspect)
  take(model, { do: 'move', skew: 0, tailMayBeLost: false }, 0)
  script.forEach((each, i) => take(model, each, i + 1))
  return model
}
const eventsOf = ({ verdict }: Turn): readonly GroupEvent[] =>
  E.isRight(verdict) ? verdict.right.events : []

const isMap = (value: unknown): value is ReadonlyMap<unknown, unknown> =>
  typeof value === 'object' && value !== null && 'size' in value && 'entries' in value

/** A state as text: maps keep their order, and nothing is left out. */
const text = (state: GroupState): string =>
  JSON.stringify({ value: stateName(state), ...state.context }, (_, value: unknown) =>
    isMap(value) ? { map: [...value] } : value,
  )
const fromText = (stored: string): GroupState => {
  const { value, ...context } = JSON.parse(stored, (_, v: { map?: [] } | null) =>
    v !== null && typeof v === 'object' && Array.isArray(v.map) ? new Map(v.map) : v,
  ) as Roster & { value: ReturnType<typeof stateName> }
  return restored(value, context)
}
const throughText = (event: GroupEvent): GroupEvent => JSON.parse(JSON.stringify(event)) as GroupEvent

test.prop([anything], runs)(
  'replaying the events gives the state that is live, after every step',
  (script) => {
    const all: GroupEvent[] = []
    let replayed: GroupState = noGroup
    const { shell } = play(script, (turn, { state }) => {
      const events = eventsOf(turn).map(throughText)
      expect(events).toEqual(eventsOf(turn))
      all.push(...events)
      replayed = events.reduce(evolve, replayed)
      expect(text(replayed)).toBe(text(state))
    })
    expect(text(all.reduce(evolve, noGroup))).toBe(text(shell.state))
  },
)

test.prop([anything], runs)('a state out of a snapshot goes on as the live one does', (script) => {
  let stored: GroupState = noGroup
  play(script, (turn, { state }) => {
    stored = fromText(text(eventsOf(turn).reduce(evolve, stored)))
    expect(text(stored)).toBe(text(state))
    expect(stored.matches(stateName(state))).toBe(true)
  })
})

test.prop([anything], runs)('every event is one that the lifecycle accepts there', (script) => {
  play(script, (turn) => {
    let state = turn.before
    for (const event of eventsOf(turn)) {
      expect(state.can(event), event.type).toBe(true)
      state = evolve(state, event)
    }
  })
})

test.prop([anything], runs)('only events change a state, and a refusal has none', (script) => {
  let last = text(noGroup)
  play(script, (turn, { state }) => {
    expect(text(turn.before)).toBe(last)
    if (eventsOf(turn).length === 0) expect(state).toBe(turn.before)
    else expect(text(state)).not.toBe(last)
    last = text(state)
  })
})

test.prop([anything], runs)('generations never go back, and none is begun or assigned twice', (script) => {
  let latest = 0
  const assigned = new Set<Generation>()
  play(script, (turn, { state }) => {
    for (const event of eventsOf(turn)) {
      if (event.type === 'generation-started' || event.type === 'group-emptied') {
        expect(event.generation).toBeGreaterThan(latest)
        latest = event.generation
      }
      if (event.type === 'assignments-received') {
        expect(assigned.has(state.context.generation)).toBe(false)
        assigned.add(state.context.generation)
      }
    }
    expect(state.context.generation).toBeGreaterThanOrEqual(latest)
    latest = state.context.generation
  })
})

test.prop([anything], runs)(
  'a share has one owner in its generation, and is told to nobody else',
  (script) => {
    const owners = new Map<Generation, Map<string, string>>()
    // A static member keeps its share under another id, so an owner is named by its instance where it has one.
    const aliases = new Map<MemberId, string>()
    const { shell } = play(script, (turn, { state }) => {
      for (const { id, instanceId } of state.context.members.values()) aliases.set(id, instanceId ?? id)
      for (const event of eventsOf(turn))
        if (event.type === 'assignments-received') {
          expect(event.assignments.map(([member]) => member)).toEqual([...state.context.members.keys()])
          const shares = event.assignments.map(
            ([member, share]) => [aliases.get(member) ?? member, share] as const,
          )
          owners.set(state.context.generation, new Map(shares))
        }
      if (state.matches('stable'))
        expect([...state.context.assignments.keys()]).toEqual([...state.context.members.keys()])
    })
    for (const { generation, memberId, assignment } of shell.told)
      expect(owners.get(generation)?.get(aliases.get(memberId) ?? memberId)).toBe(assignment)
  },
)

test.prop([anything], runs)('a roster agrees with itself', (script) => {
  play(script, (_, { state }) => {
    const { members, statics, pending, leader, rebalance, protocol, emptySince } = state.context
    const name = stateName(state)
    expect(members.size).toBeLessThanOrEqual(rules.maxSize)
    expect(members.size === 0).toBe(name === 'empty' || name === 'dead')
    expect(emptySince === null).toBe(members.size > 0)
    expect(leader === null ? members.size === 0 : members.has(leader)).toBe(true)
    expect([...members].every(([key, { id }]) => key === id)).toBe(true)
    expect([...pending.keys()].some((id) => members.has(id))).toBe(false)
    const named = [...members.values()].flatMap(({ id, instanceId }) =>
      instanceId === null ? [] : [[instanceId, id] as const],
    )
    expect(statics).toEqual(new Map(named))
    expect(rebalance !== null).toBe(name === 'preparing')
    if (name === 'completing' || name === 'stable')
      for (const { protocols } of members.values())
        expect(protocols.map((each) => each.name)).toContain(protocol)
  })
})

test.prop([anything], runs)(
  'everybody who is known has a session, and every wait has its timer',
  (script) => {
    play(script, (_, { state, sessions, joins, syncs, joinTimer, syncTimer }) => {
      const { members, pending } = state.context
      const name = stateName(state)
      expect(new Set(sessions.keys())).toEqual(new Set([...members.keys(), ...pending.keys()]))
      const gathered = [...members.values()].filter(({ isJoined }) => isJoined).map(({ id }) => id)
      expect(new Set(joins.keys())).toEqual(new Set(name === 'preparing' ? gathered : []))
      expect(joinTimer !== null).toBe(name === 'preparing')
      if (syncs.size > 0) expect(name).toBe('completing')
      if (syncTimer !== null) expect(['completing', 'stable']).toContain(name)
      if (name === 'completing' && syncTimer === null) expect(syncs.size).toBeGreaterThan(0)
    })
  },
)

test.prop([steps(0)], runs)(
  'a rebalance ends within the rebalance timeout, whoever coordinates it meanwhile',
  (script) => {
    let since = 0
    let longest = 0
    let isPostponed = false
    play(script, ({ command, before }, { state, now, joins }) => {
      const { members, rebalance } = state.context
      if (!state.matches('preparing')) return
      if (!before.matches('preparing')) [since, longest, isPostponed] = [now, 0, false]
      for (const { rebalanceTimeoutMs } of [...before.context.members.values(), ...members.values()])
        longest = Math.max(longest, rebalanceTimeoutMs)
      expect(rebalance?.startedAt).toBe(since)
      // Only static members that are all away are waited for beyond that: their sessions decide.
      const areAway = [...members.values()].every((each) => !each.isJoined && each.instanceId !== null)
      if (command.type === 'close-join-window') {
        if (now - since >= longest) expect(areAway).toBe(true)
        isPostponed ||= areAway
      }
      if (!isPostponed) expect(now - since).toBeLessThanOrEqual(longest)
      for (const parkedAt of joins.values())
        expect(now - parkedAt).toBeLessThanOrEqual(Math.max(longest, rules.minSessionTimeoutMs))
    })
  },
)

test.prop([anything], runs)(
  'a group whose members fall silent is empty in the end, and nothing runs any more',
  (script) => {
    const { shell, pass } = play(script, () => {})
    pass(600_000)
    const { members, pending } = shell.state.context
    const waits = [members, pending, shell.sessions, shell.joins, shell.syncs].map(({ size }) => size)
    expect(waits).toEqual([0, 0, 0, 0, 0])
    expect(shell).toMatchObject({ joinTimer: null, syncTimer: null })
  },
)

test.prop([anything], runs)(
  'a successor finds members, generation and assignments as they were',
  (script) => {
    play(script, ({ command, before, verdict }, { state }) => {
      if (command.type !== 'take-over' || E.isLeft(verdict)) return
      const kept = ({ context }: GroupState) => ({
        ...context,
        members: [...context.members].map(([id, member]) => [id, { ...member, isJoined: false }]),
      })
      const after = kept(state)
      expect(state.context.coordinator).toEqual(command.coordinator)
      if (command.tailMayBeLost) {
        expect(after).toMatchObject({
          members: kept(before).members,
          assignments: before.context.assignments,
        })
        expect(state.context.generation).toBeGreaterThanOrEqual(before.context.generation + 2 ** 20)
        if (before.context.members.size > 0) expect(stateName(state)).toBe('preparing')
        return
      }
      expect(stateName(state)).toBe(stateName(before))
      const { coordinator: _, rebalance: __, emptySince: ___, pending: ____, ...same } = kept(before)
      expect(after).toMatchObject(same)
    })
  },
)
