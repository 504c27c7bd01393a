import { fc } from '@fast-check/vitest'
import type { JoinView } from '#domain/group/effects'
import { opaque } from '#domain/group/types'
import type { CommittedOffsets } from '#ports/committed-offsets'
import type { Journal } from '#ports/journal'
import { E } from '#shared/fp'
import { settled } from '#test/support/manual-time'
import { scheduled } from '#test/support/scheduled'
import {
  asInstance,
  at,
  aWorld,
  committing,
  G,
  joining,
  nobody,
  refOf,
  syncOf,
  type World,
  type WorldBroker,
} from './world.ts'

/** What clients were told, with the order of question and answer: `ended` is infinite where no answer came. */
export type Told = Readonly<
  | { what: 'joined'; view: JoinView; ended: number }
  | { what: 'alive'; generation: number; began: number }
  | { what: 'synced'; view: JoinView; part: string }
  | {
      what: 'committed'
      offset: number
      generation: number
      began: number
      ended: number
      outcome: 'taken' | 'refused' | 'unknown'
    }
  | { what: 'fetched'; offset: number | null; began: number; ended: number }
>
type Sync = Extract<Told, { what: 'synced' }>
type Commit = Extract<Told, { what: 'committed' }>
type Fetch = Extract<Told, { what: 'fetched' }>

const actions = [
  'go-on',
  'go-on',
  'go-on',
  'go-on',
  'commit',
  'fetch',
  'leave',
  'swap',
  'time',
  'time',
] as const
export const steps = fc.array(
  fc.record({
    member: fc.nat(3),
    what: fc.constantFrom(...actions),
    /** Whether the client asks the broker that it was told to ask. */
    isLost: fc.nat(4).map((n) => n === 0),
    /** How many answers of the store come before the next step. */
    answers: fc.nat(6),
  }),
  { minLength: 20, maxLength: 80 },
)
type Step = Readonly<{ member: number; what: (typeof actions)[number]; isLost: boolean; answers: number }>

/**
 * Four clients and two brokers, each of which takes itself for the coordinator now and then, at every order of what they
 * ask the store. Nobody is told of what the other wrote: who wants to know has to ask.
 */
export const play = async (scheduler: fc.Scheduler, script: readonly Step[]): Promise<readonly Told[]> => {
  const world = aWorld()
  const between = <P extends object>(real: P): P => scheduled(scheduler, real)
  const given = {
    journal: (real: Journal) => between({ ...real, watch: () => () => {} }),
    offsets: between<CommittedOffsets>,
    toldUntil: () => Number.NEGATIVE_INFINITY,
  }
  const brokers = [world.start(1, given), world.start(2, given)] as const
  world.dies(brokers[1])
  const told: Told[] = []
  const act = actor(world, brokers, told)
  const running = []
  for (const step of script) {
    running.push(act(step).catch(() => {}))
    for (let i = 0; i < step.answers; i++) {
      await settled()
      if (scheduler.count() > 0) await scheduler.waitOne()
    }
    await settled()
  }
  for (const { groups } of brokers) groups.stop()
  await scheduler.waitIdle()
  await Promise.allSettled(running)
  return told
}

const actor = (world: World, brokers: readonly [WorldBroker, WorldBroker], told: Told[]) => {
  const views = new Map<number, JoinView>()
  const settledIn = new Set<number>()
  const busy = new Set<number>()
  let coordinator: 0 | 1 = 0
  let moment = 0
  let nonce = 0

  const commit = async ({ groups }: WorldBroker, view: JoinView | undefined): Promise<void> => {
    const ref = view === undefined ? nobody : refOf(view)
    const { generation } = ref
    const entry = { what: 'committed', offset: ++nonce, generation, began: ++moment } as const
    try {
      const outcome = await groups.commit(G, { ...ref, offsets: [committing(0, entry.offset)] })
      told.push({ ...entry, ended: ++moment, outcome: E.isRight(outcome) ? 'taken' : 'refused' })
    } catch {
      told.push({ ...entry, ended: Number.POSITIVE_INFINITY, outcome: 'unknown' })
    }
  }

  const fetch = async ({ groups }: WorldBroker): Promise<void> => {
    const began = ++moment
    const fetched = await groups.committed(G, [at(0)])
    if (E.isRight(fetched))
      told.push({ what: 'fetched', offset: fetched.right[0]?.offset ?? null, began, ended: ++moment })
  }

  /** What a client does next: joins, asks for its part, tells that it is there. */
  const goOn = async ({ groups }: WorldBroker, member: number): Promise<void> => {
    const view = views.get(member)
    if (view === undefined || settledIn.has(member)) {
      const request = member === 3 ? asInstance('s') : joining(view && { memberId: view.memberId })
      const began = ++moment
      const beats = view === undefined ? null : await groups.heartbeat(G, refOf(view))
      if (view !== undefined && beats !== null && E.isRight(beats)) {
        told.push({ what: 'alive', generation: view.generation, began })
        return
      }
      settledIn.delete(member)
      const joined = await groups.join(G, request)
      if (E.isLeft(joined)) {
        if (joined.left.kind === 'unknown-member') views.delete(member)
        return
      }
      views.set(member, joined.right)
      told.push({ what: 'joined', view: joined.right, ended: ++moment })
      return
    }
    const mine = ++nonce
    const assignments = view.members.map(({ memberId }) => [memberId, opaque(`plan ${mine}`)] as const)
    settledIn.add(member)
    const synced = await groups.sync(G, { ...syncOf(view), assignments })
    if (E.isRight(synced)) told.push({ what: 'synced', view, part: synced.right.assignment })
  }

  const alone = async (member: number, act: () => Promise<void>): Promise<void> => {
    if (busy.has(member)) return
    busy.add(member)
    await act().finally(() => busy.delete(member))
  }

  return async ({ member, what, isLost }: Omit<Step, 'answers'>): Promise<void> => {
    const asked = brokers[isLost ? coordinator ^ 1 : coordinator] ?? brokers[0]
    switch (what) {
      case 'go-on':
        return alone(member, () => goOn(asked, member))
      case 'commit':
        return commit(asked, settledIn.has(member) ? views.get(member) : undefined)
      case 'fetch':
        return fetch(asked)
      case 'leave': {
        const view = views.get(member)
        if (view !== undefined && member === 0)
          await asked.groups.leave(G, [{ memberId: view.memberId, instanceId: null }])
        return
      }
      case 'swap':
        world.dies(brokers[coordinator])
        coordinator = coordinator === 0 ? 1 : 0
        world.lives(brokers[coordinator])
        return
      case 'time':
        await world.time.pass(8_000)
    }
  }
}

/** A generation whose members were given parts of two plans, as a text; or nothing. */
export const twoPlans = (told: readonly Told[]): readonly string[] => {
  const plans = Map.groupBy(
    told.filter((each): each is Sync => each.what === 'synced' && each.part !== ''),
    ({ view }) => view.generation,
  )
  return [...plans]
    .filter(([, syncs]) => new Set(syncs.map(({ part }) => part)).size > 1)
    .map(([generation, syncs]) => `${generation}: ${syncs.map(({ part }) => part).join(', ')}`)
}

/** Generations that two members were told to lead, neither of which is the other come back as a static member. */
export const twoLeaders = (told: readonly Told[]): readonly number[] => {
  const led = told.flatMap((each) =>
    each.what === 'joined' && each.view.members.length > 0 ? [each.view] : [],
  )
  const isStatic = ({ memberId, members }: JoinView) =>
    members.find((each) => each.memberId === memberId)?.instanceId !== null
  const leaders = Map.groupBy(
    led.filter((view) => !isStatic(view)),
    ({ generation }) => generation,
  )
  return [...leaders]
    .filter(([, views]) => new Set(views.map(({ memberId }) => memberId)).size > 1)
    .map(([generation]) => generation)
}

/** Fetches that were told an offset which nobody committed, or one that a later commit had replaced before. */
export const staleFetches = (told: readonly Told[]): readonly Fetch[] => {
  const commits = told.filter((each): each is Commit => each.what === 'committed')
  return told.filter((each): each is Fetch => {
    if (each.what !== 'fetched') return false
    const from = commits.find(({ offset }) => offset === each.offset)
    if (each.offset !== null && (from === undefined || from.outcome === 'refused' || from.began > each.ended))
      return true
    const since = from?.ended ?? 0
    return commits.some(
      (later) => later.outcome === 'taken' && later.began > since && later.ended < each.began,
    )
  })
}

/** Members that were told that all is well, or whose commit was taken, in a generation that had been followed by another before they asked. */
export const heardFromThePast = (told: readonly Told[]): readonly Told[] =>
  told.filter((each) => {
    if (each.what !== 'alive' && !(each.what === 'committed' && each.outcome === 'taken')) return false
    const { generation, began } = each
    return (
      generation >= 0 &&
      told.some(
        (other) => other.what === 'joined' && other.ended < began && other.view.generation > generation,
      )
    )
  })
