import { readFileSync } from 'node:fs'
import type { ReadFile } from '#config'

/** The real file system, for `parseCommand`. */
export const readConfigFile: ReadFile = (path) => {
  try {
    return { kind: 'text', text: readFileSync(path, 'utf8') }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    return code === 'ENOENT' ? { kind: 'absent' } : { kind: 'unreadable', reason: String(cause) }
  }
}
