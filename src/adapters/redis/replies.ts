import type { Reply } from './resp.ts'

const LF = 10
const ZERO = 48
const [SIMPLE, ERROR, INTEGER, BULK, LIST] = [43, 45, 58, 36, 42]
const LINE_END = 2
/** Larger bulks have memory of their own; smaller ones share it, or are views of what was read. */
const OWN_MEMORY = 4_096
/** Every append is answered with these words. */
const common = ['OK', 'QUEUED', 'PONG'].map((word) => Buffer.from(word))

/** A list of which not all has come. */
type Open = Readonly<{ items: Reply[]; size: number }>

/**
 * Tells each whole reply of RESP 2 out of what is read from a socket, whatever way it is cut. Throws where the other
 * side speaks something else; nothing can be told after that.
 */
export const replies = (told: (reply: Reply) => void): ((chunk: Buffer) => void) => {
  const around: Open[] = []
  /** The beginning of a line whose end has not come. */
  let line: Buffer | null = null
  /** A bulk that is filled, and how far. */
  let bulk: Buffer | null = null
  let filled = 0
  /** So much of a line's end is to be passed over. */
  let ending = 0

  const whole = (reply: Reply): void => {
    let value = reply
    for (let list = around.at(-1); list !== undefined; list = around.at(-1)) {
      list.items.push(value)
      if (list.items.length < list.size) return
      around.pop()
      value = list.items
    }
    told(value)
  }

  /** One line without its end; what a bulk brings lies in the chunk from `after` on. Answers where reading goes on. */
  const lineRead = (bytes: Buffer, from: number, to: number, chunk: Buffer, after: number): number => {
    switch (bytes[from]) {
      case BULK:
        return bulkBegins(numberIn(bytes, from + 1, to), chunk, after)
      case LIST:
        listBegins(numberIn(bytes, from + 1, to))
        return after
      case INTEGER:
        whole(numberIn(bytes, from + 1, to))
        return after
      case SIMPLE:
        whole(word(bytes, from + 1, to))
        return after
      case ERROR:
        whole(new Error(bytes.toString('utf8', from + 1, to)))
        return after
      default:
        throw new Error(
          `no RESP 2: ${JSON.stringify(bytes.toString('latin1', from, Math.min(to, from + 40)))}`,
        )
    }
  }

  const listBegins = (size: number): void => {
    if (size === -1) whole(null)
    else if (size === 0) whole([])
    else around.push({ items: [], size })
  }

  const bulkBegins = (size: number, chunk: Buffer, at: number): number => {
    if (size === -1) {
      whole(null)
      return at
    }
    ending = LINE_END
    if (at + size <= chunk.length) {
      whole(chunk.subarray(at, at + size))
      return at + size
    }
    bulk = size < OWN_MEMORY ? Buffer.allocUnsafe(size) : Buffer.allocUnsafeSlow(size)
    filled = chunk.copy(bulk, 0, at)
    return chunk.length
  }

  const fill = (into: Buffer, chunk: Buffer, at: number): number => {
    const copied = chunk.copy(into, filled, at, at + into.length - filled)
    filled += copied
    if (filled === into.length) {
      bulk = null
      whole(into)
    }
    return at + copied
  }

  const readLine = (chunk: Buffer, at: number): number => {
    const end = chunk.indexOf(LF, at)
    if (end === -1) {
      const rest = chunk.subarray(at)
      line = line === null ? Buffer.from(rest) : Buffer.concat([line, rest])
      return chunk.length
    }
    if (line === null) return lineRead(chunk, at, end - 1, chunk, end + 1)
    const joined = Buffer.concat([line, chunk.subarray(at, end + 1)])
    line = null
    return lineRead(joined, 0, joined.length - LINE_END, chunk, end + 1)
  }

  return (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      if (bulk !== null) at = fill(bulk, chunk, at)
      else if (ending > 0) {
        const passed = Math.min(ending, chunk.length - at)
        ending -= passed
        at += passed
      } else at = readLine(chunk, at)
    }
  }
}

const word = (bytes: Buffer, from: number, to: number): Buffer =>
  common.find((each) => isSame(each, bytes, from, to)) ?? Buffer.from(bytes.subarray(from, to))

/** So few bytes are compared faster than asked for. */
const isSame = (word: Buffer, bytes: Buffer, from: number, to: number): boolean => {
  if (word.length !== to - from) return false
  for (let i = 0; i < word.length; i++) if (word[i] !== bytes[from + i]) return false
  return true
}

const numberIn = (bytes: Buffer, from: number, to: number): number => {
  const negative = bytes[from] === ERROR
  let value = 0
  for (let at = negative ? from + 1 : from; at < to; at++) value = value * 10 + ((bytes[at] ?? ZERO) - ZERO)
  return negative ? -value : value
}
