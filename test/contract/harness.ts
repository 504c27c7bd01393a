import { afterEach, beforeEach } from 'vitest'
import type { Store } from '#ports/store'

/** How a contract suite gets at an adapter. Each test has a harness of its own, over data of its own. */
export interface StoreHarness {
  /** Another instance over the same data; where there can be but one, that one again. */
  readonly open: () => Promise<Store>
  readonly separateInstances: boolean
  /** Waits until what one instance did has reached the others' watchers. */
  readonly settle?: () => Promise<void>
  /** Closes every instance, also those a test has closed, and removes the data. */
  readonly close: () => Promise<void>
}

export interface Stores {
  readonly open: () => Promise<Store>
  readonly settle: () => Promise<void>
}

/** Called in a `describe`: gives every test of it a fresh harness. */
export const stores = (harness: () => Promise<StoreHarness>): Stores => {
  let current: StoreHarness | undefined
  beforeEach(async () => {
    current = await harness()
  })
  afterEach(async () => {
    await current?.close()
    current = undefined
  })
  const running = (): StoreHarness => {
    if (current === undefined) throw new Error('a store is opened inside a test')
    return current
  }
  return {
    open: () => running().open(),
    settle: async () => running().settle?.(),
  }
}
