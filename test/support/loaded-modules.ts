import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import type { Server } from 'node:net'

// Loaded before the program (`--import`): whenever a port opens, writes to $LOADED_MODULES what has been loaded by then.

/** A line of that file. */
export type OpenedPort = Readonly<{ port: number; loaded: readonly string[] }>

const loaded: string[] = []

registerHooks({
  load: (url, context, next) => {
    if (!url.startsWith('node:')) loaded.push(url)
    return next(url, context)
  },
})

const file = process.env['LOADED_MODULES']
if (file !== undefined)
  subscribe('tracing:net.server.listen:asyncEnd', (message) => {
    const address = (message as { server: Server }).server.address()
    if (address === null || typeof address === 'string') return
    const line: OpenedPort = { port: address.port, loaded }
    appendFileSync(file, `${JSON.stringify(line)}\n`)
  })
