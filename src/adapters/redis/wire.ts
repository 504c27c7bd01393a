import type { Duplex } from 'node:stream'
import type { Clock } from '#ports/clock'
import type { Timers } from '#ports/timers'
import { ConnectionLost } from './errors.ts'
import { outgoing } from './outgoing.ts'
import { replies } from './replies.ts'
import { type Command, isList, type Reply, text } from './resp.ts'

/** Commands and their replies over a socket that is open, and on which nothing is under way. */
export interface Wire {
  /** Error replies are values; rejects with `ConnectionLost` when any stays unanswered. */
  readonly run: (commands: readonly Command[]) => Promise<readonly Reply[]>
  /** From now on messages of a channel arrive between the replies (RESP 2). */
  readonly listen: (heard: (message: Reply | undefined) => void) => void
  /** What is under way is lost. */
  readonly close: (reason: string) => void
}

export type Time = Readonly<{ clock: Clock; timers: Timers }>

/** Commands that were sent together, and what of them is answered. */
type UnderWay = Readonly<{
  size: number
  answers: Reply[]
  resolve: (replies: readonly Reply[]) => void
  reject: (error: Error) => void
}>

/**
 * The library's way costs a command some eight objects and two promises, which is most of what an append of a small batch
 * costs (ADR 0024). Here it is a few characters, and a promise for all that is sent together. Everything
 * that is sent in one turn of the event loop leaves in one write. `refused` hears of each error reply.
 */
export const wire = (
  socket: Duplex,
  { clock, timers }: Time,
  silenceMs: number,
  refused: (error: Error) => void = () => {},
): Wire => {
  const sending = outgoing()
  /** Null once answered: an answer may be megabytes, and must not stay until the front is cut off. */
  const underWay: (UnderWay | null)[] = []
  let first = 0
  let lost: string | null = null
  let flushing = false
  let heardAt = 0
  let cancelSilence: (() => void) | null = null
  let heard: ((message: Reply | undefined) => void) | null = null

  const answered = (reply: Reply): void => {
    if (heard !== null && isList(reply) && Buffer.isBuffer(reply[0]) && text(reply[0]) === 'message') {
      heard(reply[2])
      return
    }
    const current = underWay[first]
    if (current === undefined || current === null) throw new Error('Redis answered what it was not asked')
    if (reply instanceof Error) refused(reply)
    current.answers.push(reply)
    if (current.answers.length < current.size) return
    underWay[first++] = null
    // Not at the front each time, which would move all others.
    if (first === underWay.length || first > 1_000) {
      underWay.splice(0, first)
      first = 0
    }
    current.resolve(current.answers)
  }

  const close = (reason: string): void => {
    if (lost !== null) return
    lost = reason
    cancelSilence?.()
    for (const each of underWay.splice(first)) each?.reject(new ConnectionLost(reason))
  }

  const flush = (): void => {
    flushing = false
    if (lost !== null) return
    socket.cork()
    for (const piece of sending.take()) socket.write(piece)
    socket.uncork()
  }

  /** A server that says nothing while it is asked something is as good as gone. */
  const watchSilence = (afterMs: number): void => {
    cancelSilence = timers.after(afterMs, () => {
      cancelSilence = null
      if (underWay.length === first) return
      const silentFor = clock.monotonic() - heardAt
      if (silentFor < silenceMs) return watchSilence(silenceMs - silentFor)
      socket.destroy(new Error(`Redis has not answered for ${silenceMs} ms`))
    })
  }

  const read = replies(answered)
  socket.on('data', (chunk: Buffer) => {
    heardAt = clock.monotonic()
    try {
      read(chunk)
    } catch (error) {
      socket.destroy(error instanceof Error ? error : new Error(String(error)))
    }
  })

  return {
    run: (commands) =>
      new Promise((resolve, reject) => {
        if (lost !== null) return reject(new ConnectionLost(lost))
        if (commands.length === 0) return resolve([])
        if (underWay.length === first) heardAt = clock.monotonic()
        underWay.push({ size: commands.length, answers: [], resolve, reject })
        for (const command of commands) sending.add(command)
        if (cancelSilence === null) watchSilence(silenceMs)
        if (flushing) return
        flushing = true
        setImmediate(flush)
      }),
    listen: (listener) => {
      heard = listener
    },
    close,
  }
}
