import { BlockList, isIP } from 'node:net'
import { type ConfigFault, misconfigured } from './fault.ts'
import type { Settings } from './settings.ts'

/** What settings may not be together, each fault at the setting that should change. */
export const conflicts = (
  settings: Settings,
  label: (of: keyof Settings) => string,
): readonly ConfigFault[] => {
  const { host, insecure, port, advertisedPort, brokers, brokerId, durability, store } = settings
  const faults: ConfigFault[] = []
  const fault = (at: keyof Settings, message: string) => faults.push(misconfigured(label(at), message))
  if (!isLoopback(host) && !insecure)
    fault('host', `no authentication yet: whoever reaches ${host} may read and write; --insecure allows it`)
  if (port + brokers - 1 > 65_535 && port > 0) fault('port', `there are no ${brokers} ports from ${port} on`)
  if (advertisedPort !== undefined && advertisedPort + brokers - 1 > 65_535)
    fault('advertisedPort', `there are no ${brokers} ports from ${advertisedPort} on`)
  if (brokerId + brokers - 1 > 2 ** 31 - 1)
    fault('brokerId', `there are no ${brokers} ids from ${brokerId} on`)
  if (durability !== 'any' && store.kind === 'memory')
    fault('durability', `${durability} is more than memory: can give`)
  if (durability === 'always' && store.kind === 'embedded' && settings.embeddedRelaxed)
    fault('embeddedRelaxed', 'a power loss may take what was acknowledged: less than durability always')
  if (settings.groupMinSessionTimeoutMs > settings.groupMaxSessionTimeoutMs)
    fault('groupMinSessionTimeoutMs', 'the shortest session timeout is longer than the longest')
  return faults
}

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || (isIP(host) !== 0 && loopback.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4'))

/** An address that listens everywhere, and that nobody can connect to from elsewhere. */
export const isEveryAddress = (host: string): boolean => host === '0.0.0.0' || /^[0:]+$/.test(host)

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')
