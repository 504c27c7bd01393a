import { fc } from '@fast-check/vitest'
import { expect } from 'vitest'
import type { FetchedPartition } from '#application/fetch/fetch'
import type { Outcome } from '#application/produce/pending'
import { offset } from '#domain/log/types'
import { E } from '#shared/fp'
import { accepted } from '../contract/outcome.ts'
import { parseBatches } from './batches.ts'
import type { SentBatch } from './model-log.ts'
import {
  compare,
  type Model,
  type ModelBroker,
  PARTITIONS,
  places,
  send,
  stateOf,
  storeSnapshot,
  type World,
} from './model-world.ts'

type Command = fc.AsyncCommand<Model, World>

/** Runs, then holds everything that brokers tell against the model. */
const command = (name: string, run: (model: Model, world: World) => Promise<void>): Command => ({
  check: () => true,
  run: async (model, world) => {
    await run(model, world)
    await compare(model, world)
  },
  toString: () => name,
})

const HEADER = 61
/** A fetch begins so many parts of {@link FRACTIONS} into the log. */
const FRACTIONS = 100
const SEQUENCES = 2 ** 31
let payloads = 0
const payload = (): string => `payload ${++payloads}`

const brokerOf = ({ brokers }: World, i: number): ModelBroker => brokers[i % brokers.length]!
const now = ({ time }: World): number => time.clock.now()

/** A batch near the end of what a producer has sent: the next, one of the last, or one that leaves a hole. */
const batchOf = (model: Model, { partition, producer, bump, step, count }: Produces): SentBatch => {
  const sent = model.partitions[partition]!.batches.filter((each) => each.producer === producer)
  const last = sent.at(-1)
  if (last === undefined || producer < 0)
    return { producer, epoch: 0, sequence: producer === 0 ? SEQUENCES - 3 : 0, count, payload: payload() }
  if (bump !== 0)
    return {
      producer,
      epoch: Math.max(0, last.epoch + bump),
      sequence: Math.max(0, step),
      count,
      payload: payload(),
    }
  if (step < 0) return sent.at(step) ?? last
  const sequence = (last.sequence + last.count + step) % SEQUENCES
  return { producer, epoch: last.epoch, sequence, count, payload: payload() }
}

type Produces = Readonly<{ partition: number; producer: number; bump: number; step: number; count: number }>

const checkTold = (model: Model, partition: number, sent: SentBatch, at: number, outcome: Outcome): void => {
  const log = model.partitions[partition]!
  const verdict = log.judge(sent, at)
  if (verdict.kind === 'append')
    expect(outcome).toMatchObject({ right: { baseOffset: log.append(sent, at) } })
  else if (verdict.kind === 'duplicate')
    expect(outcome).toMatchObject({ right: { baseOffset: verdict.baseOffset } })
  else if (E.isLeft(outcome)) expect(outcome.left.kind).toBe(verdict.kind)
  // A broker that is behind may still tell a duplicate where it stands, which is true for ever.
  else {
    const { baseOffset } = outcome.right
    const { payload: _, ...identity } = sent
    expect(log.batches).toContainEqual(expect.objectContaining({ ...identity, baseOffset }))
  }
}

const produces = (broker: number, what: Produces): Command =>
  command(`produce ${JSON.stringify({ broker, ...what })}`, async (model, world) => {
    const sent = batchOf(model, what)
    const outcome = await send(world, brokerOf(world, broker), what.partition, sent)
    checkTold(model, what.partition, sent, now(world), outcome)
  })

/** Both brokers at once: several that are not idempotent each, and the same idempotent one twice. */
const producesAtOnce = (partition: number, copies: number, producer: number): Command =>
  command(`produce at once ${JSON.stringify({ partition, copies, producer })}`, async (model, world) => {
    const log = model.partitions[partition]!
    const next = batchOf(model, { partition, producer, bump: 0, step: 0, count: 2 })
    const plain = world.brokers.flatMap((broker) =>
      Array.from({ length: copies }, () => ({
        broker,
        sent: { producer: -1, epoch: 0, sequence: 0, count: 1, payload: payload() },
      })),
    )
    const copied = world.brokers.flatMap((broker) => [1, 2].map(() => ({ broker, sent: next })))
    const all = [...plain, ...copied]
    const outcomes = await Promise.all(all.map(({ broker, sent }) => send(world, broker, partition, sent)))
    const placed = all.map(({ sent }, i) => {
      const outcome = outcomes[i]!
      if (E.isLeft(outcome)) throw new Error(`refused: ${JSON.stringify(outcome.left)}`)
      return { sent, baseOffset: outcome.right.baseOffset }
    })
    // In the order that they were given; the same batch twice is there once.
    for (const { sent, baseOffset } of placed.toSorted((a, b) => a.baseOffset - b.baseOffset)) {
      const verdict = log.judge(sent, now(world))
      if (verdict.kind === 'duplicate') expect(baseOffset).toBe(verdict.baseOffset)
      else expect(baseOffset).toBe(log.append(sent, now(world)))
    }
  })

/** A broker dies before it answers; the producer asks its successor, while the first append may still be under way. */
const crashesWhileProducing = (broker: number, what: Produces): Command =>
  command(`crash while producing ${JSON.stringify({ broker, ...what })}`, async (model, world) => {
    const dying = brokerOf(world, broker)
    const sent = batchOf(model, { ...what, bump: 0, step: 0 })
    const unheard = send(world, dying, what.partition, sent)
    if (!world.separate) await dying.produce.drained()
    const successor = await world.startBroker()
    world.brokers[world.brokers.indexOf(dying)] = successor
    const told = await send(world, successor, what.partition, sent)
    checkTold(model, what.partition, sent, now(world), told)
    expect(await unheard).toEqual(told)
  })

const rolls = (broker: number, partition: number): Command =>
  command(`roll ${partition}`, async (_, world) => {
    const { store, following } = brokerOf(world, broker)
    const at = places(world.topic)[partition]!
    const { position } = await stateOf(following[partition]!)
    await accepted(store.log.roll(at, position, now(world)))
  })

const fetches = (broker: number, partition: number, from: number, maxBytes: number): Command =>
  command(`fetch ${JSON.stringify({ broker, partition, from, maxBytes })}`, async (model, world) => {
    const { batches, end, logStart } = model.partitions[partition]!
    const begin = logStart() + Math.floor((from / FRACTIONS) * (end() - logStart() + 1))
    const [found] = await brokerOf(world, broker).fetch.fetch({
      maxWaitMs: 0,
      minBytes: 0,
      maxBytes,
      partitions: [{ topic: world.topic, partition, offset: BigInt(begin), leaderEpoch: -1, maxBytes }],
      abandoned: new AbortController().signal,
    })
    let bytes = 0
    const expected = batches
      .filter(({ baseOffset, count }) => baseOffset + count > begin)
      .filter((each, i) => (bytes += HEADER + each.payload.length) <= maxBytes || i === 0)
    // A store may answer with less than there is room for, and with a high watermark that news is on its way for.
    const told = payloadsOf(found)
    expect(told).toEqual(expected.slice(0, told.length).map((each) => each.payload))
    expect(told.length > 0).toBe(expected.length > 0)
    expect(found).toMatchObject({ right: { bounds: { logStart: logStart() } } })
    const last = expected[told.length - 1]
    const reached = last === undefined ? 0 : last.baseOffset + last.count
    expect(highWatermarkOf(found)).toSatisfy((at: number) => reached <= at && at <= end())
  })

const storesSnapshot = (broker: number, partition: number): Command =>
  command(`snapshot ${partition}`, (_, world) =>
    storeSnapshot(brokerOf(world, broker), places(world.topic)[partition]!),
  )

const deletes = (broker: number, partition: number, below: number): Command =>
  command(`delete ${JSON.stringify({ broker, partition, below })}`, async (model, world) => {
    const log = model.partitions[partition]!
    const to = offset(Math.floor((below / FRACTIONS) * log.end()))
    await accepted(brokerOf(world, broker).store.log.advanceStart(places(world.topic)[partition]!, to))
    log.deleteBelow(to)
  })

const crashes = (broker: number): Command =>
  command(`crash ${broker}`, async (_, world) => {
    world.brokers[broker % world.brokers.length] = await world.startBroker()
  })

const hoursPass = (hours: number): Command =>
  command(`${hours} hours pass`, async (_, world) => {
    world.time.set(now(world) + hours * 3_600_000)
  })

const highWatermarkOf = (found: FetchedPartition | undefined): number =>
  found !== undefined && E.isRight(found) ? found.right.bounds.highWatermark : -1

const payloadsOf = (found: FetchedPartition | undefined): readonly string[] => {
  if (found === undefined || E.isLeft(found)) throw new Error(`not fetched: ${JSON.stringify(found)}`)
  return parseBatches(found.right.records).map((each) => each.payload)
}

/** Mostly one, so that much happens to it. */
const partition = fc.constantFrom(0, 0, 0, PARTITIONS - 1)
const broker = fc.nat({ max: 1 })
const produce: fc.Arbitrary<Produces> = fc.record({
  partition,
  producer: fc.constantFrom(-1, 0, 0, 1, 1, 2),
  bump: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.constantFrom(-1, 1) }),
  step: fc.oneof(
    { weight: 5, arbitrary: fc.constant(0) },
    { weight: 4, arbitrary: fc.integer({ min: -8, max: -1 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) },
  ),
  count: fc.integer({ min: 1, max: 3 }),
})

const often = <A>(times: number, each: A): readonly A[] => Array.from({ length: times }, () => each)

export const modelCommands = (): fc.Arbitrary<Iterable<Command>> =>
  fc.commands(
    [
      ...often(
        6,
        fc.tuple(broker, produce).map(([b, what]) => produces(b, what)),
      ),
      ...often(
        2,
        fc.tuple(partition, fc.nat({ max: 3 }), fc.nat({ max: 2 })).map((what) => producesAtOnce(...what)),
      ),
      ...often(
        2,
        fc
          .tuple(broker, partition, fc.nat({ max: FRACTIONS - 1 }), fc.nat({ max: 600 }))
          .map((what) => fetches(...what)),
      ),
      fc
        .tuple(
          broker,
          produce.filter(({ producer }) => producer >= 0),
        )
        .map(([b, what]) => crashesWhileProducing(b, what)),
      fc.tuple(broker, partition).map(([b, p]) => rolls(b, p)),
      fc.tuple(broker, partition).map(([b, p]) => storesSnapshot(b, p)),
      fc.tuple(broker, partition, fc.nat({ max: FRACTIONS })).map((what) => deletes(...what)),
      broker.map(crashes),
      fc.integer({ min: 1, max: 25 }).map(hoursPass),
    ],
    { maxCommands: 40, size: 'max' },
  )
