import { describe, expect, test } from 'vitest'
import { coalesce } from '#application/coalesce'
import { settled } from '#test/support/manual-time'

const given = () => {
  const runs: PromiseWithResolvers<void>[] = []
  const ask = coalesce(() => {
    const run = Promise.withResolvers<void>()
    runs.push(run)
    return run.promise
  })
  const answered: string[] = []
  const asks = (name: string): void => {
    ask().then(
      () => answered.push(name),
      () => answered.push(`${name} failed`),
    )
  }
  return { runs, asks, answered }
}

describe('questions', () => {
  test('of the same moment share a run', async () => {
    const { runs, asks, answered } = given()
    for (const name of ['a', 'b']) asks(name)
    await settled()
    expect(runs).toHaveLength(1)
    runs[0]!.resolve()
    await settled()
    expect(answered).toEqual(['a', 'b'])
  })

  test('during a run are answered by the next one, which begins when it ends', async () => {
    const { runs, asks, answered } = given()
    asks('a')
    await settled()
    for (const name of ['b', 'c']) asks(name)
    await settled()
    expect(runs).toHaveLength(1)
    runs[0]!.resolve()
    await settled()
    expect([answered, runs.length]).toEqual([['a'], 2])
    runs[1]!.resolve()
    await settled()
    expect([answered, runs.length]).toEqual([['a', 'b', 'c'], 2])
  })

  test('are not harmed by the failure of a run before theirs', async () => {
    const { runs, asks, answered } = given()
    asks('a')
    await settled()
    asks('b')
    runs[0]!.reject(new Error('away'))
    await settled()
    runs[1]!.resolve()
    await settled()
    expect(answered).toEqual(['a failed', 'b'])
  })
})
