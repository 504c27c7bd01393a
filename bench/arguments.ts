import { parseArgs } from 'node:util'

/** `smoke` runs everything once and very small: it shows that the harness works, and measures nothing. */
export type Mode = 'smoke' | 'quick' | 'full'
export type StoreName = 'redis' | 'embedded' | 'memory'

export interface Arguments {
  readonly mode: Mode
  readonly peer: 'kafka' | null
  /** null for all of them. */
  readonly store: StoreName | null
  /** Tables and plots again, from the figures of the last run. */
  readonly redraw: boolean
  /** Where the document goes; null for the usual place. */
  readonly out: string | null
  /** Only cases whose name contains it; null for all. */
  readonly only: string | null
}

export const usage = `npm run bench -- [--peer kafka] [--store redis|embedded|memory] [--quick | --smoke]
                 [--only TEXT] [--out DIRECTORY] [--redraw]`

const stores: readonly StoreName[] = ['redis', 'embedded', 'memory']

/** Throws with what is wrong. */
export const readArguments = (args: readonly string[]): Arguments => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      peer: { type: 'string' },
      store: { type: 'string' },
      quick: { type: 'boolean' },
      smoke: { type: 'boolean' },
      redraw: { type: 'boolean' },
      out: { type: 'string' },
      only: { type: 'string' },
    },
  })
  const { peer = null, quick = false, smoke = false, redraw = false, out = null, only = null } = values
  if (peer !== null && peer !== 'kafka') throw new Error(`--peer: expected kafka, not ${peer}`)
  const store = stores.find((name) => name === values.store) ?? null
  if (store === null && values.store !== undefined)
    throw new Error(`--store: expected ${stores.join(', ')}, not ${values.store}`)
  if (quick && smoke) throw new Error('--quick or --smoke, not both')
  return { mode: smoke ? 'smoke' : quick ? 'quick' : 'full', peer, store, redraw, out, only }
}
