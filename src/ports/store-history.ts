import { type Brand, brand } from '#shared/brand'

/** Names one past of the store: as long as it stays the same, nothing acknowledged was lost. */
export type HistoryId = Brand<string, 'HistoryId'>
export const historyId = brand<string, 'HistoryId'>()

/**
 * Which past the store remembers (`design.md` 8). A store that can come back without its last writes changes it;
 * memory and embedded stores have one for ever.
 */
export interface StoreHistory {
  /** Asks the store. */
  readonly current: () => Promise<HistoryId>
  /** Whether everything this process was ever told is durable still stands in the store as it is now. Asks the store. */
  readonly allRemembered: () => Promise<boolean>
  /** Calls back with the new history once a connection has seen it. Returns how to stop. */
  readonly watch: (listener: (change: Readonly<{ from: HistoryId; to: HistoryId }>) => void) => () => void
}
