import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { IngressBudget } from '#adapters/kafka/server/ingress-budget'

/** A connection that sends frames of a size, a piece at a time, whenever it may. */
class Sender {
  readonly #budget: IngressBudget
  readonly #frameSize: number
  readonly #piece: number
  isThrottled = false
  got = 0
  done = 0

  constructor(budget: IngressBudget, frameSize: number, piece: number) {
    this.#budget = budget
    this.#frameSize = frameSize
    this.#piece = piece
    budget.enter(this)
  }

  isMidFrame(): boolean {
    return this.got > 0
  }

  throttle(throttled: boolean): void {
    this.isThrottled = throttled
  }

  send(): void {
    if (this.isThrottled) return
    const piece = Math.min(this.#piece, this.#frameSize - this.got)
    this.got += piece
    const isWhole = this.got === this.#frameSize
    if (isWhole) {
      this.got = 0
      this.done++
      this.#budget.frameDone(this)
    }
    this.#budget.charge(piece)
    if (isWhole) this.#budget.release(this.#frameSize)
  }
}

describe('the ingress budget', () => {
  test('throttles everybody at 80 %, and nobody below 70 %', () => {
    const budget = new IngressBudget(100)
    const [a, b] = [new Sender(budget, 1_000, 1), new Sender(budget, 1_000, 1)]
    budget.charge(79)
    expect([a.isThrottled, b.isThrottled]).toEqual([false, false])
    budget.charge(1)
    expect([a.isThrottled, b.isThrottled]).toEqual([true, true])
    expect(new Sender(budget, 1, 1).isThrottled).toBe(true)
    budget.release(10)
    expect(a.isThrottled).toBe(true)
    budget.release(1)
    expect([a.isThrottled, b.isThrottled]).toEqual([false, false])
  })

  test('lets one at a time finish its frame', () => {
    const budget = new IngressBudget(100)
    const senders = [0, 1, 2].map(() => new Sender(budget, 30, 28))
    for (const sender of senders) sender.send()
    expect(senders.map((s) => s.isThrottled)).toEqual([false, true, true])
    senders[0]?.send()
    expect(budget.used).toBeLessThan(70)
    expect(senders.map((s) => s.isThrottled)).toEqual([false, false, false])
  })

  test('gives the turn of one that leaves to the next', () => {
    const budget = new IngressBudget(100)
    const senders = [0, 1, 2].map(() => new Sender(budget, 50, 28))
    for (const sender of senders) sender.send()
    const [first, second] = senders
    budget.leave(first!)
    expect(second?.isThrottled).toBe(false)
  })
})

property.prop([
  fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 7 })), {
    minLength: 1,
    maxLength: 30,
  }),
])('whatever is sent, everybody comes to an end of a frame', (sizes) => {
  const budget = new IngressBudget(100)
  const senders = sizes.map(([frame, piece]) => new Sender(budget, frame, piece))
  for (let round = 0; round < 1_000 && senders.some(({ done }) => done === 0); round++)
    for (const sender of senders) sender.send()
  expect(senders.every(({ done }) => done > 0)).toBe(true)
  expect(budget.used).toBe(senders.reduce((sum, { got }) => sum + got, 0))
  expect(budget.used).toBeLessThanOrEqual(120)
})
