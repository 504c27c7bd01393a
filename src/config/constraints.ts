import { type ConfigFault, misconfigured } from './fault.ts'
import type { Labels, SettingName } from './labels.ts'
import { isLoopback, type Listener } from './listening.ts'
import type { Settings } from './settings.ts'

/** What settings may not be together, each fault at the setting that should change. */
export const conflicts = (settings: Settings, { label, isSet }: Labels): readonly ConfigFault[] => {
  const { listeners, insecure, brokers, brokerId, durability, store } = settings
  const faults: ConfigFault[] = []
  const fault = (at: SettingName, message: string) => faults.push(misconfigured(label(at), message))
  const hosts = isSet('listeners') ? 'listeners' : 'host'
  const ports = isSet('listeners') ? 'listeners' : 'port'
  const toldPorts = isSet('advertisedListeners') ? 'advertisedListeners' : 'advertisedPort'

  for (const { host, port, advertisedPort = 0 } of listeners) {
    if (!isLoopback(host) && !insecure)
      fault(hosts, `no authentication yet: whoever reaches ${host} may read and write; --insecure allows it`)
    if (port + brokers - 1 > 65_535 && port > 0) fault(ports, `there are no ${brokers} ports from ${port} on`)
    if (advertisedPort + brokers - 1 > 65_535)
      fault(toldPorts, `there are no ${brokers} ports from ${advertisedPort} on`)
  }
  for (const [at, one] of listeners.entries())
    for (const other of listeners.slice(at + 1))
      if (Math.abs(one.port - other.port) < brokers && one.port > 0 && other.port > 0)
        fault(ports, `${one.name} and ${other.name} would listen on the same port`)
  if (brokerId + brokers - 1 > 2 ** 31 - 1)
    fault('brokerId', `there are no ${brokers} ids from ${brokerId} on`)
  if (durability !== 'any' && store.kind === 'memory')
    fault('durability', `${durability} is more than memory: can give`)
  if (durability === 'always' && store.kind === 'embedded' && settings.embeddedRelaxed)
    fault('embeddedRelaxed', 'a power loss may take what was acknowledged: less than durability always')
  if (settings.groupMinSessionTimeoutMs > settings.groupMaxSessionTimeoutMs)
    fault('groupMinSessionTimeoutMs', 'the shortest session timeout is longer than the longest')
  if (store.kind === 'redis' && URL.parse(store.url)?.password && isSet('redisPassword'))
    fault('redisPassword', `the address of the store (${label('store')}) has a password, too`)
  return faults
}

/** Settings that say the same in two ways. */
export const alternatives = (
  listeners: readonly Listener[],
  advertised: readonly Readonly<{ name: string }>[],
  { label, isSet }: Labels,
): readonly ConfigFault[] => {
  const both = (short: SettingName, long: SettingName) =>
    isSet(short) && isSet(long)
      ? [misconfigured(label(short), `says what ${label(long)} says; only one of them can be set`)]
      : []
  const names = listeners.map(({ name }) => name)
  const strangers = advertised.filter(({ name }) => !names.includes(name))
  return [
    ...both('port', 'listeners'),
    ...both('advertisedHost', 'listeners'),
    ...both('advertisedPort', 'listeners'),
    ...both('advertisedHost', 'advertisedListeners'),
    ...both('advertisedPort', 'advertisedListeners'),
    ...strangers.map(({ name }) =>
      misconfigured(label('advertisedListeners'), `${name} is no listener; there are ${names.join(', ')}`),
    ),
  ]
}
