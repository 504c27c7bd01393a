import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { type Commits, groupCommit } from '#adapters/embedded/group-commit'
import type { Change } from '#adapters/embedded/tables'

/** A disk on which a commit lasts until it is told to succeed or fail. */
const gatedDisk = () => {
  const content = new Map<string, Buffer>()
  const underWay: { changes: readonly Change[]; succeed: () => void; fail: (cause: Error) => void }[] = []
  const commits = groupCommit(
    { get: (_, key) => content.get(key.toString()) },
    (changes) =>
      new Promise((resolve, reject) => {
        const succeed = () => {
          for (const { key, value } of changes) if (value !== null) content.set(key.toString(), value)
          resolve()
        }
        underWay.push({ changes, succeed, fail: reject })
      }),
  )
  return { content, underWay, commits }
}

const key = Buffer.from('counter')
const count = ({ commits }: { commits: Commits }, told: string[], name: string) =>
  commits
    .submit(({ get, put }) => {
      const next = Number(get('meta', key)?.toString() ?? 0) + 1
      put('meta', key, Buffer.from(`${next}`))
      return next
    })
    .then(
      (value) => told.push(`${name}=${value}`),
      (cause) => told.push(`${name}: ${cause.message}`),
    )

describe('group commit', () => {
  test('answers nobody before the commit has succeeded', async () => {
    const disk = gatedDisk()
    const told: string[] = []
    const counted = count(disk, told, 'a')
    for (let turn = 0; turn < 5; turn++) await setImmediate()
    expect([told, disk.underWay.length]).toEqual([[], 1])
    disk.underWay[0]!.succeed()
    await counted
    expect(told).toEqual(['a=1'])
  })

  test('takes what waits into one commit, in order, and what arrives meanwhile into the next', async () => {
    const disk = gatedDisk()
    const told: string[] = []
    const all = [count(disk, told, 'a'), count(disk, told, 'b')]
    await setImmediate()
    all.push(count(disk, told, 'c'), count(disk, told, 'd'))
    await setImmediate()
    expect(disk.underWay).toHaveLength(1)
    disk.underWay[0]!.succeed()
    await setImmediate()
    expect(told).toEqual(['a=1', 'b=2'])
    disk.underWay[1]!.succeed()
    await Promise.all(all)
    expect(told).toEqual(['a=1', 'b=2', 'c=3', 'd=4'])
    expect(disk.commits.statistics()).toEqual({ operations: 4, commits: 2 })
  })

  test('a commit that fails has changed nothing, and says so to all in it', async () => {
    const disk = gatedDisk()
    const told: string[] = []
    const all = [count(disk, told, 'a'), count(disk, told, 'b')]
    await setImmediate()
    disk.underWay[0]!.fail(new Error('full'))
    await Promise.all(all)
    const later = count(disk, told, 'c')
    await setImmediate()
    disk.underWay[1]!.succeed()
    await later
    expect(told).toEqual(['a: full', 'b: full', 'c=1'])
  })

  test('an operation that throws takes back what it put, and nothing else', async () => {
    const disk = gatedDisk()
    const told: string[] = []
    const broken = disk.commits.submit(({ put }) => {
      put('meta', key, Buffer.from('99'))
      throw new Error('broken')
    })
    const counted = count(disk, told, 'a')
    await expect(broken).rejects.toThrow('broken')
    disk.underWay[0]!.succeed()
    await counted
    expect(told).toEqual(['a=1'])
  })

  test('an answer that rests on another operation waits for its commit', async () => {
    const disk = gatedDisk()
    const told: string[] = []
    const counted = count(disk, told, 'a')
    const seen = disk.commits
      .submit(({ get }) => get('meta', key)?.toString())
      .then((value) => told.push(`saw ${value}`))
    await setImmediate()
    expect(told).toEqual([])
    disk.underWay[0]!.succeed()
    await Promise.all([counted, seen, disk.commits.idle()])
    expect(told).toEqual(['a=1', 'saw 1'])
  })

  test('nothing to write is no commit', async () => {
    const disk = gatedDisk()
    expect(await disk.commits.submit(({ get }) => get('meta', key))).toBeUndefined()
    expect(disk.underWay).toEqual([])
  })
})
