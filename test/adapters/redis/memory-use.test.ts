import { describe, expect, test } from 'vitest'
import { memoryWatch } from '#adapters/redis/memory-use'
import { silentLogger } from '#test/support/silent-logger'

const MiB = 2 ** 20

const watched = () => {
  const said: string[] = []
  const see = memoryWatch({
    ...silentLogger,
    warn: (_, message) => void said.push(`warn: ${message}`),
    info: (_, message) => void said.push(`info: ${message}`),
  })
  return { said, see: (used: number, max = 100) => see({ used: used * MiB, max: max * MiB }) }
}

describe('the memory of Redis', () => {
  test('is warned of at 80 % of maxmemory, once, and again when it was below in between', () => {
    const { said, see } = watched()
    for (const used of [10, 79, 80, 85, 99, 79, 81, 76, 80]) see(used)
    expect(said).toEqual([
      'warn: Redis uses 80 of 100 MiB (maxmemory), 80 %: at its limit producers are refused',
    ])
    see(74)
    see(60)
    see(100)
    expect(said.slice(1)).toEqual([
      'info: Redis has room again',
      'warn: Redis uses 100 of 100 MiB (maxmemory), 100 %: at its limit producers are refused',
    ])
  })

  test('without a limit is never full, and has room again when the limit goes', () => {
    const { said, see } = watched()
    see(10_000, 0)
    expect(said).toEqual([])
    see(90)
    see(90, 0)
    expect(said).toHaveLength(2)
  })
})
