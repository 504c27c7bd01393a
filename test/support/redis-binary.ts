import { join } from 'node:path'
import { onPath, type Runnable, repository, unpacked } from './unpacked.ts'

export const redisRoot = join(repository, '.cache', 'redis', 'root')

/**
 * The redis-server that tests start: the one named by KEDGE_TEST_REDIS_SERVER, else the one on the PATH, else the one
 * that `scripts/get-redis.ts` unpacked.
 */
export const redisBinary = (): Runnable => {
  const found = findRedis()
  if (found === undefined) throw new Error('no redis-server: run `node scripts/get-redis.ts`, or install it')
  return found
}

export const findRedis = (): Runnable | undefined => {
  const named = process.env['KEDGE_TEST_REDIS_SERVER'] ?? ''
  const path = named === '' ? onPath('redis-server') : named
  return path === undefined ? unpacked(redisRoot, 'redis-server') : { path, env: process.env }
}
