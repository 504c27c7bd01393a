import { historyId, type StoreHistory } from '#ports/store-history'

/** A commit that was answered is on disk, so there is one history for ever: the one this directory was founded with. */
export const embeddedHistory = (founded: string): StoreHistory => ({
  current: () => Promise.resolve(historyId(founded)),
  allRemembered: () => Promise.resolve(true),
  watch: () => () => undefined,
})
