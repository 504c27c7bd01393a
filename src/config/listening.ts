import { BlockList, isIP } from 'node:net'
import type { WrittenListener } from './listeners.ts'

/** A listener, decided. With several brokers in a process these are the first one's; ports count up. */
export type Listener = Readonly<{
  name: string
  host: string
  /** 0 for any that is free. */
  port: number
  advertisedHost: string
  /** undefined: the port that is listened on, which is known only then where `port` is 0. */
  advertisedPort: number | undefined
}>

type Addresses = Readonly<{
  host: string
  port: number
  advertisedHost: string | undefined
  advertisedPort: number | undefined
  listeners: readonly WrittenListener[] | undefined
  advertisedListeners: readonly WrittenListener[] | undefined
}>

/** What the one listener of the short form is called: as in Kafka, by its security protocol. */
const SHORT_FORM = 'PLAINTEXT'

/** The listeners that were asked for, by name or as host and port. */
export const listenersOf = (written: Addresses): readonly [Listener, ...Listener[]] => {
  const { host, port, advertisedHost, advertisedPort, advertisedListeners = [] } = written
  const decided = (one: WrittenListener): Listener => {
    const told = advertisedListeners.find(({ name }) => name === one.name)
    const at = one.host ?? host
    return {
      name: one.name,
      host: at,
      port: one.port ?? port,
      advertisedHost: told?.host ?? advertisedHost ?? (isEveryAddress(at) ? '127.0.0.1' : at),
      advertisedPort: told === undefined ? advertisedPort : told.port,
    }
  }
  const [first, ...others] = written.listeners ?? []
  return [decided(first ?? { name: SHORT_FORM, host, port }), ...others.map(decided)]
}

/** An address that listens everywhere, and that nobody can connect to from elsewhere. */
export const isEveryAddress = (host: string): boolean => host === '0.0.0.0' || /^[0:]+$/.test(host)

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || (isIP(host) !== 0 && loopback.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4'))

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')
