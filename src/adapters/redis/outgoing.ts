import type { Argument, Command } from './resp.ts'

/** From here on writing a buffer by itself is cheaper than copying it. */
const LARGE = 2_048
const END = '\r\n'

/** What is to be sent in one write. Large arguments are pieces of their own, as they are; all else is one text between them. */
export interface Outgoing {
  readonly add: (command: Command) => void
  /** Everything that was added, in order; it begins anew. */
  readonly take: () => readonly Buffer[]
}

export const outgoing = (): Outgoing => {
  let pieces: Buffer[] = []
  // Latin 1: one character for each byte.
  let text = ''

  const bytes = (value: Buffer): void => {
    if (value.length < LARGE) {
      text += value.toString('latin1')
      return
    }
    pieces.push(Buffer.from(text, 'latin1'), value)
    text = ''
  }

  const argument = (value: Argument): void => {
    if (typeof value === 'string' || typeof value === 'number') {
      const word = String(value)
      const length = Buffer.byteLength(word)
      text += `$${length}${END}${length === word.length ? word : Buffer.from(word).toString('latin1')}${END}`
      return
    }
    const parts = Buffer.isBuffer(value) ? [value] : value
    text += `$${parts.reduce((sum, part) => sum + part.length, 0)}${END}`
    for (const part of parts) bytes(part)
    text += END
  }

  return {
    add: (command) => {
      text += `*${command.length}${END}`
      for (const value of command) argument(value)
    },
    take: () => {
      const taken = text === '' ? pieces : [...pieces, Buffer.from(text, 'latin1')]
      pieces = []
      text = ''
      return taken
    },
  }
}
