import type { Labels } from './labels.ts'
import { isEveryAddress, isLoopback, type Listener } from './listening.ts'
import type { Settings } from './settings.ts'
import { hasPassword } from './store.ts'

/** What may be as it was meant, and often is not. */
export const doubts = (settings: Settings, labels: Labels): readonly string[] => [
  ...settings.listeners.flatMap((listener) => unreachable(listener, labels)),
  ...exposed(settings, labels),
  ...idle(settings, labels),
  ...readable(settings, labels),
]

/** The first question of everybody who runs a broker in a container. */
const unreachable = (
  { name, host, advertisedHost }: Listener,
  { label, isSet }: Labels,
): readonly string[] => {
  if (isLoopback(host) || !(isLoopback(advertisedHost) || isEveryAddress(advertisedHost))) return []
  const isNamed = isSet('listeners') || isSet('advertisedListeners')
  const remedy = isNamed ? '--advertised-listeners' : '--advertised-host'
  if (!isSet('advertisedHost') && !isSet('advertisedListeners') && isEveryAddress(host))
    return [
      `${label(isNamed ? 'listeners' : 'host')}: ${host} is told to clients as ${advertisedHost}; set ${remedy} for clients of other machines`,
    ]
  const at = isSet('advertisedListeners') ? 'advertisedListeners' : 'advertisedHost'
  return [
    `${label(at)}: clients of ${name} are told to connect to ${advertisedHost}, which reaches this broker from its own machine only`,
  ]
}

const exposed = ({ store }: Settings, { label }: Labels): readonly string[] =>
  store.kind === 'redis' && hasPassword(store.url) && label('store').startsWith('--')
    ? [
        `${label('store')}: everybody on this machine sees the password (ps); set KEDGE_REDIS_PASSWORD or KEDGE_REDIS_PASSWORD_FILE instead`,
      ]
    : []

const idle = ({ store }: Settings, { label, isSet }: Labels): readonly string[] =>
  store.kind === 'redis'
    ? []
    : (['redisUsername', 'redisPassword'] as const)
        .filter(isSet)
        .map((name) => `${label(name)}: not used, as the store is not in Redis`)

const readable = ({ httpPort, httpHost }: Settings, { label }: Labels): readonly string[] =>
  httpPort > 0 && !isLoopback(httpHost)
    ? [`${label('httpHost')}: whoever reaches ${httpHost} may read health and metrics`]
    : []
