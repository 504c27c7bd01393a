import type { Environment } from '#config/environment'

/** What a command sees of the process that it runs in; a test hands it another. */
export interface Shell {
  readonly env: Environment
  /** Lines are read from it; `isTerminal` means that somebody types them. */
  readonly input: AsyncIterable<Buffer | string>
  /** For data. Resolves when there is room for more. */
  readonly out: (text: string | Buffer) => Promise<void>
  /** For messages. */
  readonly say: (text: string) => void
  /** A message that the next one replaces; nothing where nobody watches. */
  readonly progress: (text: string) => void
  readonly isTerminal: Readonly<{ input: boolean; output: boolean; messages: boolean }>
  readonly columns: number
  readonly colors: boolean
  /** Waits for a line that somebody types. */
  readonly question: (text: string) => Promise<string>
  /** From the first call on, an interrupt (or a reader who has gone) does not end the process but aborts this. */
  readonly interrupts: () => AbortSignal
  readonly now: () => number
}
