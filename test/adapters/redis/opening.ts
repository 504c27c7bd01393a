import { randomBytes, randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { openRedisStore, type RedisStoreOptions } from '#adapters/redis/store'
import type { Logger } from '#ports/logger'
import type { Store } from '#ports/store'
import { stampingCodec } from '#test/support/stamping-codec'

const silent: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  isDebug: () => false,
  child: () => silent,
}

/** All that a store is given but where it is. */
export const surroundings: Omit<RedisStoreOptions, 'url' | 'namespace'> = {
  codec: stampingCodec,
  clock: { now: () => Date.now(), monotonic: () => performance.now() },
  timers: {
    after: (ms, fire) => {
      const timer = setTimeout(fire, ms).unref()
      return () => clearTimeout(timer)
    },
  },
  random: {
    token: (bytes) => randomBytes(bytes).toString('base64url'),
    positiveInt: () => randomInt(1, 2 ** 31),
  },
  logger: silent,
}

export const openStore = (
  url: string,
  namespace: string,
  other: Partial<RedisStoreOptions> = {},
): Promise<Store> => openRedisStore({ ...surroundings, url, namespace, ...other })

export const someNamespace = (): string => `t${randomBytes(6).toString('hex')}`

/** Long enough for news to arrive on a loopback; a test that waits for more waits for the thing itself. */
export const newsTime = (): Promise<void> => sleep(50)
