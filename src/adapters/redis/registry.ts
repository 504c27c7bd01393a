import type { BrokerEntry, BrokerSighting } from '#domain/cluster/brokers'
import type { BrokerRegistry } from '#ports/broker-registry'
import { E } from '#shared/fp'
import type { Connection } from './connection.ts'
import { accepted, asking } from './errors.ts'
import { isStored, numberIn, stored, textIn } from './json.ts'
import type { Keys } from './keys.ts'
import type { Link } from './link.ts'
import { fields, integer, list, text } from './resp.ts'
import { beatBroker } from './scripts/beat-broker.ts'
import { joinBroker } from './scripts/join-broker.ts'
import { leaveBroker } from './scripts/leave-broker.ts'

/** Only cleans up what nobody took down; who lives is decided by counters. */
const TTL_MS = 30_000

export const redisBrokerRegistry = (link: Link, keys: Keys): BrokerRegistry => {
  /** Everybody whose id is known from before comes in one round trip, who is new in a second. */
  let known: readonly number[] = []

  const sightings = async (on: Connection, ids: readonly number[]): Promise<readonly BrokerSighting[]> => {
    const hashes = await on.run(ids.map((id) => ['HGETALL', keys.broker(id)] as const))
    return hashes.flatMap((hash) => {
      const found = fields(accepted(hash))
      return found.size === 0 ? [] : [sighting(text(found.get('entry')), integer(found.get('counter')))]
    })
  }

  const everybody = async (on: Connection): Promise<readonly BrokerSighting[]> => {
    const asked = known
    const [members, seen] = await Promise.all([on.run([['SMEMBERS', keys.brokers]]), sightings(on, asked)])
    known = list(accepted(members[0])).map(integer)
    const others = known.filter((id) => !asked.includes(id))
    return [...seen.filter(({ id }) => known.includes(id)), ...(await sightings(on, others))]
  }

  return {
    join: (entry, replacing) => () =>
      asking(async () => {
        const on = await link.get()
        accepted((await on.run([['SADD', keys.brokers, entry.id]]))[0])
        const { incarnation } = entry
        const joined = await joinBroker.run(on, {
          broker: keys.broker(entry.id),
          incarnation,
          entry: JSON.stringify(entry),
          ttlMs: TTL_MS,
          replacing,
        })
        if (joined.kind === 'joined') return E.right(undefined)
        return E.left({ kind: 'broker-id-taken', by: sighting(joined.entry, joined.counter) })
      }),

    heartbeat:
      ({ id, incarnation }) =>
      () =>
        asking(async () => {
          const on = await link.get()
          const [beaten, all] = await Promise.all([
            beatBroker.run(on, { broker: keys.broker(id), incarnation, ttlMs: TTL_MS }),
            everybody(on),
          ])
          return beaten === 'lost' ? E.left({ kind: 'registration-lost' }) : E.right(all)
        }),

    list: () => asking(async () => everybody(await link.get())),

    leave: ({ id, incarnation }) =>
      asking(async () => {
        const on = await link.get()
        if ((await leaveBroker.run(on, { broker: keys.broker(id), incarnation })) === 'other') return
        accepted((await on.run([['SREM', keys.brokers, id]]))[0])
      }),
  }
}

const sighting = (json: string, counter: number): BrokerSighting => {
  const found = stored(json)
  const entry: BrokerEntry = {
    id: numberIn(found, 'id'),
    incarnation: textIn(found, 'incarnation'),
    host: textIn(found, 'host'),
    port: numberIn(found, 'port'),
    ...endpointsIn(found['endpoints']),
    internalHost: textIn(found, 'internalHost'),
    internalPort: numberIn(found, 'internalPort'),
    rack: found['rack'] === null ? null : textIn(found, 'rack'),
  }
  return { ...entry, counter }
}

/** Brokers from before listeners had names wrote none. */
const endpointsIn = (found: unknown): Pick<BrokerEntry, 'endpoints'> =>
  Array.isArray(found)
    ? {
        endpoints: found.filter(isStored).map((each) => ({
          listener: textIn(each, 'listener'),
          host: textIn(each, 'host'),
          port: numberIn(each, 'port'),
        })),
      }
    : {}
