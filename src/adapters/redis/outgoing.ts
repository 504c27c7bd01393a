import type { Argument, Command } from './resp.ts'

/** From here on writing a buffer by itself is cheaper than copying it. */
const LARGE = 2_048
/** Up to here a loop over the characters is cheaper than asking for them to be written. */
const SHORT = 128
/** All but large buffers is written side by side into blocks of this size, none of which is used again. */
const BLOCK = 32_768
/** A mark, at most 16 digits, and the line's end. */
const HEADER = 19
const [CR, LF, ZERO, LIST, BULK] = [13, 10, 48, 42, 36]
const ASCII = 0x80

/** What is to be sent in one write. Large arguments are pieces of their own, as they are; all else is bytes between them. */
export interface Outgoing {
  readonly add: (command: Command) => void
  /** Everything that was added, in order; it begins anew. */
  readonly take: () => readonly Buffer[]
}

export const outgoing = (): Outgoing => {
  let pieces: Buffer[] = []
  let block = Buffer.allocUnsafeSlow(BLOCK)
  /** What of the block is not yet a piece. */
  let from = 0
  let at = 0

  const cut = (): void => {
    if (at > from) pieces.push(block.subarray(from, at))
    from = at
  }

  const makeRoom = (bytes: number): void => {
    if (at + bytes <= block.length) return
    cut()
    block = Buffer.allocUnsafeSlow(Math.max(BLOCK, bytes))
    from = at = 0
  }

  const end = (): void => {
    block[at++] = CR
    block[at++] = LF
  }

  const digits = (value: number, size: number): void => {
    let rest = value
    for (let place = at + size - 1; place >= at; place--) {
      const tens = Math.floor(rest / 10)
      block[place] = ZERO + (rest - 10 * tens)
      rest = tens
    }
    at += size
  }

  /** A length before what has it. */
  const count = (kind: number, length: number): void => {
    makeRoom(HEADER)
    block[at++] = kind
    digits(length, digitsIn(length))
    end()
  }

  /** False, and nothing is written, where there is more than ASCII. */
  const isWritten = (value: string): boolean => {
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i)
      if (code >= ASCII) return false
      block[at + i] = code
    }
    at += value.length
    end()
    return true
  }

  const word = (value: string): void => {
    if (value.length <= SHORT) {
      makeRoom(HEADER + value.length + 2)
      const began = at
      count(BULK, value.length)
      if (isWritten(value)) return
      at = began
    }
    const length = Buffer.byteLength(value)
    count(BULK, length)
    makeRoom(length + 2)
    at += block.write(value, at, length, 'utf8')
    end()
  }

  const number = (value: number): void => {
    if (!Number.isSafeInteger(value) || value < 0) return word(`${value}`)
    const size = digitsIn(value)
    count(BULK, size)
    makeRoom(size + 2)
    digits(value, size)
    end()
  }

  const bytes = (value: Buffer): void => {
    if (value.length < LARGE) {
      makeRoom(value.length)
      at += value.copy(block, at)
      return
    }
    cut()
    pieces.push(value)
  }

  const argument = (value: Argument): void => {
    if (typeof value === 'string') return word(value)
    if (typeof value === 'number') return number(value)
    const parts = Buffer.isBuffer(value) ? [value] : value
    let length = 0
    for (const part of parts) length += part.length
    count(BULK, length)
    for (const part of parts) bytes(part)
    makeRoom(2)
    end()
  }

  return {
    add: (command) => {
      count(LIST, command.length)
      for (const value of command) argument(value)
    },
    take: () => {
      cut()
      const taken = pieces
      pieces = []
      return taken
    },
  }
}

const digitsIn = (value: number): number => {
  let digits = 1
  for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) digits++
  return digits
}
