import { type ClusterCommand, type ClusterRefusal, decide } from '#domain/cluster/decider'
import { FEATURE_LEVEL } from '#domain/cluster/events'
import { type ClusterState, evolve, noCluster } from '#domain/cluster/state'
import type { Journal, JournalPage, JournalPosition } from '#ports/journal'
import type { Logger } from '#ports/logger'
import { StoreCorrupt } from '#ports/store-errors'
import { E } from '#shared/fp'
import { coalesce } from '../coalesce.ts'
import { fromStored, toStored } from './stored-events.ts'
import { stateFromText, stateToText } from './stored-state.ts'

/** The cluster's state, folded from its journal, and the only way to change it. Rejects with an error of `store-errors.ts`. */
export interface Catalog {
  /** As folded last. */
  readonly state: () => ClusterState
  /** Folds the journal to its end as it is now. */
  readonly refresh: () => Promise<void>
  /** Decides against the journal's end; what happens is durable when this resolves, and folded. */
  readonly execute: (command: ClusterCommand) => Promise<E.Either<ClusterRefusal, void>>
  readonly close: () => void
}

/** The store holds another cluster than the one this process belongs to; it must not go on. */
export class OtherCluster extends Error {
  override readonly name = 'OtherCluster'
}

const CLUSTER = { kind: 'cluster' } as const
/** Events after which the next who opens the cluster is spared the reading of them. */
const SNAPSHOT_EVERY = 500

export type CatalogDeps = Readonly<{
  journal: Journal
  logger: Logger
  onOtherCluster: (error: OtherCluster) => void
}>

/** Joins the cluster that the store holds, or forms it under `clusterId`. */
export const openCatalog = async (
  deps: CatalogDeps,
  forming: { clusterId: string; at: number },
): Promise<Catalog> => {
  const catalog = fold(deps)
  try {
    await catalog.refresh()
    if (catalog.state().clusterId === null) await catalog.execute({ type: 'form-cluster', ...forming })
    return catalog
  } catch (error) {
    catalog.close()
    throw error
  }
}

const fold = ({ journal, logger, onOtherCluster }: CatalogDeps): Catalog => {
  let state = noCluster
  let position: JournalPosition | null = null
  let sinceSnapshot = 0

  const take = (page: JournalPage): void => {
    const events = page.events.map(fromStored)
    const base = page.snapshot === null ? state : stateFromText(page.snapshot.state)
    const next = events.reduce(evolve, base)
    if (state.clusterId !== null && next.clusterId !== state.clusterId)
      throw new OtherCluster(
        `the store now holds cluster ${next.clusterId}, this broker belongs to ${state.clusterId}`,
      )
    if (next.featureLevel > FEATURE_LEVEL)
      throw new StoreCorrupt(
        `the cluster is at feature level ${next.featureLevel}, this version knows ${FEATURE_LEVEL}`,
      )
    state = next
    position = page.position
    sinceSnapshot += events.length
    if (sinceSnapshot >= SNAPSHOT_EVERY) snapshot(page.position)
  }

  const snapshot = (at: JournalPosition): void => {
    sinceSnapshot = 0
    journal
      .saveSnapshot(CLUSTER, { position: at, state: stateToText(state) })
      .catch((error: unknown) => logger.warn({ err: error }, 'the cluster snapshot could not be stored'))
  }

  const readToEnd = async (): Promise<void> => {
    const from = position
    const page = await journal.read(CLUSTER, from)()
    // What this process appended meanwhile is folded, and may be in this page too.
    if (!isSame(from, position)) return readToEnd()
    if (E.isRight(page)) return take(page.right)
    if (position === null) return
    logger.error(
      { refusal: page.left.kind, position },
      'the cluster journal is not the one that was folded: reading it anew',
    )
    const anew = await journal.read(CLUSTER, null)()
    if (E.isLeft(anew))
      throw new OtherCluster(`the store holds no cluster any more, this broker belongs to ${state.clusterId}`)
    const remembered = state
    state = { ...noCluster, clusterId: remembered.clusterId }
    try {
      take(anew.right)
    } catch (error) {
      state = remembered
      throw error
    }
  }

  const refresh = coalesce(async () => {
    try {
      await readToEnd()
    } catch (error) {
      if (error instanceof OtherCluster) onOtherCluster(error)
      throw error
    }
  })

  const execute = async (command: ClusterCommand): Promise<E.Either<ClusterRefusal, void>> => {
    for (;;) {
      await refresh()
      const verdict = decide(state, command)
      if (E.isLeft(verdict)) return verdict
      if (verdict.right.length === 0) return E.right(undefined)
      const from = position
      const events = verdict.right.map(toStored)
      const appended = await journal.append(CLUSTER, from, events)()
      if (E.isLeft(appended)) continue
      // Not by reading: what is durable must not be told to have failed. A refresh meanwhile may have folded it already.
      if (isSame(from, position)) take({ snapshot: null, events, position: appended.right })
      return E.right(undefined)
    }
  }

  let closed = false
  const unwatch = journal.watch((name) => {
    if (name === null || name.kind === 'cluster')
      refresh().catch((error: unknown) => {
        if (!closed) logger.warn({ err: error }, 'the cluster journal could not be read')
      })
  })
  const close = (): void => {
    closed = true
    unwatch()
  }
  return { state: () => state, refresh, execute, close }
}

const isSame = (a: JournalPosition | null, b: JournalPosition | null): boolean =>
  a?.index === b?.index && a?.token === b?.token
