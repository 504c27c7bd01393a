import { Writable } from 'node:stream'
import { Command } from 'ioredis'
import type { Argument } from './resp.ts'

/** From here on writing a buffer by itself is cheaper than copying it. */
const LARGE = 16 * 1024
const END = '\r\n'

/** A command whose large arguments are written as they are; the library would first copy all of it into one buffer. */
export class Uncopied extends Command {
  private readonly parts: readonly Argument[]

  constructor(parts: readonly [name: string, ...Argument[]]) {
    const [name, ...args] = parts
    super(name, args, { replyEncoding: null })
    this.parts = parts
  }

  /** Writes all but the end itself, in order; the caller has corked the socket. */
  override toWritable(socket: object): string | Buffer {
    if (!(socket instanceof Writable)) return super.toWritable(socket)
    let small: Buffer[] = [Buffer.from(`*${this.parts.length}${END}`)]
    for (const part of this.parts) {
      const bytes = Buffer.isBuffer(part) ? part : Buffer.from(String(part))
      small.push(Buffer.from(`$${bytes.length}${END}`))
      if (bytes.length < LARGE) small.push(bytes)
      else {
        socket.write(Buffer.concat(small))
        socket.write(bytes)
        small = []
      }
      small.push(Buffer.from(END))
    }
    return Buffer.concat(small)
  }
}

export const hasLarge = (args: readonly Argument[]): boolean =>
  args.some((arg) => Buffer.isBuffer(arg) && arg.length >= LARGE)
