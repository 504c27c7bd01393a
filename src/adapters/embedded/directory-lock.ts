import { closeSync, openSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DirectoryLocked } from './errors.ts'
import { processIdentity } from './process-identity.ts'

const CLAIM = /^lock-((\d+)-.+)$/

/**
 * Lets one process have a directory. Each leaves a claim, named for itself, and only then looks for others: of two who
 * start at once neither can miss the other, and no claim is ever taken over that its holder might still count on.
 * A dead holder's claim means nothing, and is cleared away.
 */
export const lockDirectory = (dir: string): (() => void) => {
  const self = processIdentity(process.pid)
  if (self === null) throw new Error('cannot tell when this process started')
  const claim = join(dir, `lock-${self}`)
  leave(claim, dir)
  const release = () => rmSync(claim, { force: true })
  for (const name of readdirSync(dir)) {
    const [, identity, pid] = CLAIM.exec(name) ?? []
    if (identity === undefined || identity === self) continue
    if (processIdentity(Number(pid)) === identity) {
      release()
      throw new DirectoryLocked(`${dir} is in use by process ${pid}`)
    }
    rmSync(join(dir, name), { force: true })
  }
  return release
}

const leave = (claim: string, dir: string): void => {
  try {
    closeSync(openSync(claim, 'wx'))
  } catch (cause) {
    if (!isNodeError(cause) || cause.code !== 'EEXIST') throw cause
    throw new DirectoryLocked(`${dir} is in use by this process`, { cause })
  }
}

const isNodeError = (cause: unknown): cause is NodeJS.ErrnoException =>
  cause instanceof Error && 'code' in cause
