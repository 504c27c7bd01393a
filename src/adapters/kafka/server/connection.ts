import type { Socket } from 'node:net'
import type { Broker, Call } from '#adapters/kafka/handlers/handler'
import type { Clock } from '#ports/clock'
import type { Logger } from '#ports/logger'
import { address } from '#shared/address'
import { clientHost } from './client-host.ts'
import type { Dispatcher, Request } from './dispatcher.ts'
import type { EgressPool } from './egress-pool.ts'
import { FrameSplitter, ProtocolViolation } from './frame.ts'
import type { IngressBudget, Taker } from './ingress-budget.ts'
import type { Limits } from './limits.ts'
import type { Observer } from './observation.ts'
import { Outbox } from './outbox.ts'
import { Patience } from './patience.ts'
import { requestFacts, requestLine, type Who } from './request-log.ts'
import type { TimeSlice } from './time-slice.ts'
import { type Turn, Turns } from './turns.ts'

/** What all connections of a listener share. */
export type Shared = Readonly<{
  broker: Broker
  dispatch: Dispatcher
  limits: Limits
  ingress: IngressBudget
  egress: EgressPool
  slice: TimeSlice
  observer: Observer
  /** Counts those who speak another protocol. */
  violated: () => void
  clock: Clock
  logger: Logger
  /** One line for each request, where debug lines are written. */
  requestLogger: Logger
  allocate: (bytes: number) => Buffer
}>

type Waiting = Readonly<{ request: Request; bytes: number }>

/** So much is read ahead of requests that may not start yet, so that a client's going away is noticed. */
const READ_AHEAD = 65_536
const FRAME_PREFIX = 4
/** What a request that waits for others, and has let go of its frame, still costs. */
const KEPT_BY_A_WAIT = 4_096

/**
 * One client. Requests start in the order they came, several may be under way, answers leave in the same order.
 * `draining` finishes what has started; `ending` only sends what is already on its way.
 */
export class Connection implements Taker {
  readonly #socket: Socket
  readonly #shared: Shared
  readonly #who: Who
  readonly #clientHost: string
  readonly #listener: string
  readonly #frames: FrameSplitter
  readonly #turns: Turns
  readonly #outbox: Outbox
  readonly #patience: Patience
  readonly #abandon = new AbortController()
  #state: 'open' | 'draining' | 'ending' | 'closed' = 'open'
  /** The turn that the next request waits for: `in-turn` until it is done, `enters` until it has entered. */
  #gate: Turn | null = null
  /** A second one that parks waits: it could not be answered earlier anyway, and its records would lie in memory. */
  #parked: Turn | null = null
  #next: Waiting | null = null
  /** The latest request that has started: not as a whole, or its records would stay in memory. */
  #lastHeader: Request['header'] | null = null
  #lastApi = ''
  /** Bytes of the ingress budget that no turn has. */
  #unstarted = 0
  #isPumping = false
  /** Others go first: requests start again when the event loop has turned. */
  #isDeferred = false
  #isPaused = false
  #isThrottled = false

  /** `id` tells the connections of this listener apart. */
  constructor(id: number, socket: Socket, listener: string, shared: Shared, onClosed: () => void) {
    const { limits, clock, egress, ingress, logger, allocate } = shared
    this.#socket = socket
    this.#shared = shared
    this.#listener = listener
    this.#who = { connection: id, peer: address(socket.remoteAddress ?? '', socket.remotePort ?? 0) }
    this.#clientHost = clientHost(socket.remoteAddress)
    this.#frames = new FrameSplitter(limits.maxFrameBytes, allocate)
    this.#turns = new Turns(egress)
    this.#outbox = new Outbox(socket, egress, () => this.#onTaken())
    this.#patience = new Patience(clock, limits)
    ingress.enter(this)
    socket.on('data', (chunk: Buffer) => this.#onData(chunk))
    socket.on('end', () => socket.destroy())
    socket.on('error', (error) => logger.debug({ ...this.#who, err: error }, 'a connection failed'))
    socket.on('close', () => {
      this.#onClose()
      onClosed()
    })
  }

  isMidFrame(): boolean {
    return !this.#isBlocked() && this.#frames.buffered > 0
  }

  throttle(throttled: boolean): void {
    this.#isThrottled = throttled
    if (!throttled) this.#patience.unthrottled()
    this.#regulate()
  }

  /** Starts nothing more, lets parked requests answer at once, and closes when all that started is answered. */
  drain(): void {
    if (this.#state === 'open') this.#leave('draining')
  }

  destroy(): void {
    this.#socket.destroy()
  }

  /** Closes the connection if its client let a deadline pass. */
  check(now: number): void {
    const frameBytes = this.#frames.buffered
    const untakenBytes = this.#outbox.bytes
    const isQuiet = this.#turns.underWay === 0 && untakenBytes === 0 && frameBytes === 0
    const standing = { isQuiet, isThrottled: this.#isThrottled, frameBytes, untakenBytes }
    const reason = this.#patience.overdue(now, standing)
    if (reason === null) return
    const facts = { ...this.#whoNow(), reason }
    this.#shared.logger.warn(facts, 'a client was too slow: closing the connection')
    this.destroy()
  }

  #onData(chunk: Buffer): void {
    this.#patience.received()
    // Read and forgotten: a socket that is closed with something unread resets the connection, answers included.
    if (this.#state !== 'open') return
    this.#frames.push(chunk)
    this.#unstarted += chunk.length
    this.#pump()
    this.#shared.ingress.charge(chunk.length)
  }

  #onTaken(): void {
    this.#patience.taken()
    this.#pump()
    this.#finish()
  }

  #onClose(): void {
    this.#state = 'closed'
    this.#abandon.abort()
    this.#turns.drop()
    this.#outbox.drop()
    this.#shared.ingress.leave(this)
    this.#shared.ingress.release(this.#unstarted)
  }

  /** Starts as many requests as may start. */
  #pump(): void {
    if (this.#isPumping || this.#state !== 'open') return
    this.#isPumping = true
    try {
      while (!this.#isBlocked()) {
        this.#next ??= this.#read()
        if (this.#next === null || this.#isBlocked()) break
        if (this.#shared.slice.isUsedUp()) {
          this.#defer()
          break
        }
        const { request, bytes } = this.#next
        this.#next = null
        this.#start(request, bytes)
      }
    } catch (error) {
      this.#refuse(error)
    } finally {
      this.#isPumping = false
    }
    if (this.isMidFrame()) this.#patience.frameBegan()
    else this.#patience.frameEnded()
    if (this.#isThrottled) this.#shared.ingress.elect()
    this.#regulate()
  }

  #defer(): void {
    this.#isDeferred = true
    this.#shared.slice.defer(() => {
      this.#isDeferred = false
      this.#pump()
    })
  }

  #isBlocked(): boolean {
    const { maxUnderWay, egressBytes, egressPieces } = this.#shared.limits
    return (
      this.#state !== 'open' ||
      this.#isDeferred ||
      this.#gate !== null ||
      this.#turns.underWay >= maxUnderWay ||
      (this.#next?.request.pace === 'parks' && this.#parked !== null) ||
      this.#untaken() > egressBytes ||
      this.#outbox.pieces > egressPieces
    )
  }

  #untaken(): number {
    return this.#outbox.bytes + this.#turns.readyBytes
  }

  #read(): Waiting | null {
    const frame = this.#frames.next()
    if (frame === null) return null
    this.#patience.frameEnded()
    this.#shared.ingress.frameDone(this)
    return { request: this.#shared.dispatch(frame), bytes: frame.length + FRAME_PREFIX }
  }

  #start(request: Request, bytes: number): void {
    const { header, pace, name, run } = request
    const { version, clientId } = header
    this.#lastHeader = header
    this.#lastApi = name
    const { broker, limits, egress, logger, requestLogger, observer, clock } = this.#shared
    const observed = observer.begin(request, bytes)
    const line = requestLogger.isDebug()
      ? requestLine({ logger: requestLogger, clock }, requestFacts(this.#who, header, name), bytes)
      : null
    this.#unstarted -= bytes
    const turn = this.#turns.start(bytes)
    if (pace === 'parks') {
      this.#parked = turn
      egress.enter()
    } else this.#gate = turn
    const call: Call = {
      version,
      clientId,
      clientHost: this.#clientHost,
      listener: this.#listener,
      abandoned: this.#abandon.signal,
      maxAnswerBytes: egress.room(limits.egressBytes - this.#untaken()),
      entered: () => this.#open(turn),
      letGo: () => this.#release(turn, KEPT_BY_A_WAIT),
      hangUp: (reason) => {
        turn.hangUp = { ...requestFacts(this.#who, header, name), reason }
      },
      refused: line === null ? observed.refused : both(observed.refused, line.refused),
    }
    observed
      .run(() => run(broker, call))
      .then(
        (answer) => {
          this.#settle(turn, answer)
          observed.ended(turn.answerBytes)
          line?.done(turn.answerBytes)
        },
        (error: unknown) => {
          observed.broke()
          const facts = { ...requestFacts(this.#who, header, name), err: error }
          logger.error(facts, 'a handler failed: closing the connection')
          this.destroy()
          this.#settle(turn, null)
        },
      )
  }

  #open(turn: Turn): void {
    if (this.#gate !== turn) return
    this.#gate = null
    this.#pump()
  }

  /** Gives back what a request has of the ingress budget, but for some of it. */
  #release(turn: Turn, kept: number): void {
    const given = Math.max(0, turn.bytes - kept)
    turn.bytes -= given
    this.#shared.ingress.release(given)
  }

  #settle(turn: Turn, answer: readonly Buffer[] | null): void {
    if (this.#gate === turn) this.#gate = null
    if (this.#parked === turn) {
      this.#parked = null
      this.#shared.egress.leave()
    }
    if (this.#isAnswering()) {
      this.#turns.done(turn, answer)
      this.#answer()
    }
    this.#pump()
    this.#finish()
    // Last, as it may let others go on.
    this.#release(turn, 0)
  }

  #isAnswering(): boolean {
    return (this.#state === 'open' || this.#state === 'draining') && !this.#socket.destroyed
  }

  /** Sends the answers that are next in order. */
  #answer(): void {
    for (let turn = this.#turns.shift(); turn !== undefined; turn = this.#turns.shift()) {
      const { hangUp } = turn
      if (hangUp !== null) {
        const { logger } = this.#shared
        logger.warn(hangUp, 'a request that has no answer is refused: closing the connection')
        return this.#leave('ending')
      }
      if (turn.answer === null) continue
      if (this.#outbox.bytes === 0) this.#patience.taken()
      this.#outbox.send(turn.answer)
    }
  }

  #leave(state: 'draining' | 'ending'): void {
    this.#state = state
    this.#abandon.abort()
    this.#regulate()
    this.#finish()
  }

  #finish(): void {
    const isDone = this.#state === 'ending' || (this.#state === 'draining' && this.#turns.underWay === 0)
    if (isDone && this.#outbox.bytes === 0) this.#socket.destroySoon()
  }

  #refuse(error: unknown): void {
    const { logger } = this.#shared
    const who = this.#whoNow()
    if (error instanceof ProtocolViolation) {
      this.#shared.violated()
      logger.warn({ ...who, reason: error.message }, 'not a Kafka request: closing the connection')
    } else logger.error({ ...who, err: error }, 'a request could not be started: closing the connection')
    this.destroy()
  }

  /** With the request that it began last, so that whoever is meant can be found. */
  #whoNow(): Who {
    return this.#lastHeader === null ? this.#who : requestFacts(this.#who, this.#lastHeader, this.#lastApi)
  }

  #regulate(): void {
    const isAhead = this.#isBlocked() && this.#frames.buffered > READ_AHEAD
    const isPaused = this.#state === 'open' && (this.#isThrottled || isAhead)
    if (isPaused === this.#isPaused) return
    this.#isPaused = isPaused
    if (isPaused) this.#socket.pause()
    else this.#socket.resume()
  }
}

const both =
  (first: (code: number) => void, second: (code: number) => void) =>
  (code: number): void => {
    first(code)
    second(code)
  }
