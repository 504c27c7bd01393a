import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Connection } from './connection.ts'
import { accepted } from './errors.ts'
import { type Argument, list, type Reply, text } from './resp.ts'

/** A Lua script as a function: its keys, its arguments and the words it answers with are written down beside it. */
export interface Script<Input, Output> {
  readonly name: string
  readonly source: string
  readonly keys: (input: Input) => readonly string[]
  /** Rejects with `ConnectionLost` when it cannot be known whether it ran. */
  readonly run: (on: Connection, input: Input) => Promise<Output>
}

export type Definition<Input, Output> = Readonly<{
  file: URL
  keys: (input: Input) => readonly string[]
  args: (input: Input) => readonly Argument[]
  reply: (status: string, details: readonly Reply[]) => Output
}>

export const script = <Input, Output>(definition: Definition<Input, Output>): Script<Input, Output> => {
  const source = readFileSync(definition.file, 'utf8')
  const sha = createHash('sha1').update(source).digest('hex')
  const name = basename(fileURLToPath(definition.file), '.lua')
  return {
    name,
    source,
    keys: definition.keys,
    run: async (on, input) => {
      const keys = definition.keys(input)
      const rest = [keys.length, ...keys, ...definition.args(input)]
      let [reply] = await on.run([['EVALSHA', sha, ...rest]])
      if (isUnknown(reply)) [reply] = await on.run([['EVAL', source, ...rest]])
      const [status, ...details] = list(accepted(reply))
      return definition.reply(text(status), details)
    },
  }
}

const isUnknown = (reply: Reply | undefined): boolean =>
  reply instanceof Error && reply.message.startsWith('NOSCRIPT')

/** A word that the header of the script does not name. */
export const unknownStatus = (status: string): never => {
  throw new Error(`a script answered ${status}`)
}
