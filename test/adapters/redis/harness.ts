import type { Store } from '#ports/store'
import type { StoreHarness } from '#test/contract/harness'
import { newsTime, openStore, someNamespace } from './opening.ts'

/** Stores over one namespace of a server, another for each harness. The server is known only once it has started. */
export const redisHarness = (server: () => Readonly<{ url: string }>) => (): Promise<StoreHarness> => {
  const namespace = someNamespace()
  const opened: Store[] = []
  return Promise.resolve({
    open: async () => {
      const store = await openStore(server().url, namespace)
      opened.push(store)
      return store
    },
    separateInstances: true,
    settle: newsTime,
    close: async () => {
      await Promise.all(opened.map((store) => store.close()))
    },
  })
}
