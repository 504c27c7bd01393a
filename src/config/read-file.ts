import { readFileSync } from 'node:fs'

/** What a file holds: nothing but text is ever asked of the file system. */
export type FileText = Readonly<
  { kind: 'text'; text: string } | { kind: 'absent' } | { kind: 'unreadable'; reason: string }
>
export type ReadFile = (path: string) => FileText

/** The real file system, for `parseCommand`. */
export const readConfigFile: ReadFile = (path) => {
  try {
    return { kind: 'text', text: readFileSync(path, 'utf8') }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    return code === 'ENOENT' ? { kind: 'absent' } : { kind: 'unreadable', reason: String(cause) }
  }
}
