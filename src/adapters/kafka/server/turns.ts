import type { EgressPool } from './egress-pool.ts'

/** A request's place in the order of answers. */
export interface Turn {
  /** What the request has of the ingress budget. */
  bytes: number
  isDone: boolean
  answer: readonly Buffer[] | null
  answerBytes: number
  /** Why the connection ends where the answer would be, as the line about it says. */
  hangUp: Readonly<Record<string, unknown>> | null
}

/** The requests of a connection that are under way, and answers that wait for earlier ones. */
export class Turns {
  readonly #egress: EgressPool
  readonly #turns: Turn[] = []
  #readyBytes = 0

  constructor(egress: EgressPool) {
    this.#egress = egress
  }

  get underWay(): number {
    return this.#turns.length
  }

  /** Bytes of answers that wait for their turn. */
  get readyBytes(): number {
    return this.#readyBytes
  }

  start(bytes: number): Turn {
    const turn: Turn = { bytes, isDone: false, answer: null, answerBytes: 0, hangUp: null }
    this.#turns.push(turn)
    return turn
  }

  done(turn: Turn, answer: readonly Buffer[] | null): void {
    turn.isDone = true
    turn.answer = answer
    for (const chunk of answer ?? []) turn.answerBytes += chunk.length
    this.#readyBytes += turn.answerBytes
    this.#egress.take(turn.answerBytes)
  }

  /** The oldest, if it is done. The egress pool still counts its answer. */
  shift(): Turn | undefined {
    if (this.#turns[0]?.isDone !== true) return undefined
    const turn = this.#turns.shift()
    this.#readyBytes -= turn?.answerBytes ?? 0
    return turn
  }

  /** Forgets the answers that were not sent. */
  drop(): void {
    this.#egress.give(this.#readyBytes)
    this.#readyBytes = 0
    this.#turns.length = 0
  }
}
