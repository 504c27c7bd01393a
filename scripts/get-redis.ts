import { spawnSync } from 'node:child_process'
import { findRedis, redisRoot } from '#test/support/redis-binary'
import { unpackDebian } from './debian.ts'

// Makes sure that tests have a redis-server to start: the machine's own, else Debian's, unpacked under .cache.

const works = (): string | undefined => {
  const redis = findRedis()
  if (redis === undefined) return undefined
  const { status, stdout } = spawnSync(redis.path, ['--version'], { env: redis.env, encoding: 'utf8' })
  return status === 0 ? `${redis.path}: ${stdout.trim()}` : undefined
}

const present = works()
const failed = present === undefined ? unpackDebian(redisRoot, ['redis-server', 'redis-tools']) : undefined
const found = present ?? works()
if (found === undefined) {
  console.error(`No redis-server for the tests, and fetching Debian's did not work.\n${failed ?? ''}
Install it (Debian: apt-get install redis-server; 7.0 or newer), or name one: KEDGE_TEST_REDIS_SERVER=/path/redis-server`)
  process.exitCode = 1
} else console.log(found)
