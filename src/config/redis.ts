import { secret } from './secret.ts'
import { derived } from './setting.ts'
import { matching } from './values.ts'

/** How Kedge introduces itself to Redis, where its address does not say. */
export const redis = {
  redisUsername: derived(
    {
      path: 'redis.username',
      flag: '--redis-username',
      value: 'NAME',
      type: matching(/^\S+$/, 'a name without spaces'),
      about: 'The user of Redis (ACL) to log in as.',
      example: 'kedge',
    },
    "the one in the store's address, else Redis's default user",
  ),
} as const

export const redisSecrets = {
  redisPassword: secret({ path: 'redis.password', about: 'The password for Redis.' }),
} as const
