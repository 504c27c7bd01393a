import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { entrance } from '#application/produce/entrance'

const never = () => new Promise<never>(() => {})

test.prop([
  fc.scheduler(),
  fc.array(fc.record({ key: fc.constantFrom('a', 'b'), fails: fc.boolean() }), {
    minLength: 1,
    maxLength: 12,
  }),
])(
  'whatever is ready first, all of a key enter in the order they came, but those that fail',
  async (s, all) => {
    const { pass, isEmpty, drained } = entrance()
    const entered: { key: string; n: number }[] = []
    const outcomes = all.map(({ key, fails }, n) => {
      const prepared = s.schedule(Promise.resolve(n)).then((ready) => {
        if (fails) throw new Error(`${n}`)
        return ready
      })
      return pass(key, prepared, (ready) => {
        entered.push({ key, n: ready })
        return Promise.resolve(ready)
      })
    })
    expect(isEmpty()).toBe(false)
    const settled = Promise.allSettled(outcomes)
    await s.waitFor(drained())
    expect(isEmpty()).toBe(true)
    for (const key of ['a', 'b'])
      expect(entered.filter((each) => each.key === key).map(({ n }) => n)).toEqual(
        all.flatMap((each, n) => (each.key === key && !each.fails ? [n] : [])),
      )
    expect((await settled).map(({ status }) => status)).toEqual(
      all.map(({ fails }) => (fails ? 'rejected' : 'fulfilled')),
    )
  },
)

test('nobody waits until the one before is done, or for another key', async () => {
  const { pass } = entrance()
  const entered: string[] = []
  const enter = (name: string) => (): Promise<void> => {
    entered.push(name)
    return never()
  }
  void pass('a', Promise.resolve(), enter('first'))
  void pass('b', never(), enter('stuck'))
  void pass('a', Promise.resolve(), enter('second'))
  await expect.poll(() => entered).toEqual(['first', 'second'])
})
