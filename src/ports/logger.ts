export interface Logger {
  readonly debug: Log
  readonly info: Log
  readonly warn: Log
  readonly error: Log
  readonly child: (bindings: Readonly<Record<string, unknown>>) => Logger
}
type Log = (facts: Readonly<Record<string, unknown>>, message: string) => void
