import type { Shape, Tree } from './file-room.ts'
import { type Table, tables } from './tables.ts'

type Told = Readonly<{ getStats: () => object }>

/** LMDB counts what is in use: the pages of each tree, two with what the file is, and the list of free pages. */
export const shapeOf = (root: Told, opened: (table: Table) => Told): Shape => {
  const told = root.getStats()
  const pageSize = number(told, 'pageSize')
  const pages = number(told, 'lastPageNumber') + 1
  const freeList = sizeOf(treeOf(part(told, 'free')))
  const trees = new Map(tables.map((table) => [table, treeOf(opened(table).getStats())]))
  let used = 2 + sizeOf(treeOf(part(told, 'root'))) + freeList
  for (const tree of trees.values()) used += sizeOf(tree)
  return { pageSize, pages, free: pages - used, freeList, table: (table) => trees.get(table) ?? NONE }
}

const NONE: Tree = { depth: 0, pages: 0, overflow: 0 }

const treeOf = (told: object): Tree => ({
  depth: number(told, 'treeDepth'),
  pages: number(told, 'treeBranchPageCount') + number(told, 'treeLeafPageCount'),
  overflow: number(told, 'overflowPages'),
})

const sizeOf = ({ pages, overflow }: Tree): number => pages + overflow

const number = (told: object, name: string): number => {
  const value: unknown = Reflect.get(told, name)
  if (typeof value !== 'number') throw new Error(`LMDB does not tell ${name}`)
  return value
}

const part = (told: object, name: string): object => {
  const value: unknown = Reflect.get(told, name)
  if (typeof value !== 'object' || value === null) throw new Error(`LMDB does not tell ${name}`)
  return value
}
