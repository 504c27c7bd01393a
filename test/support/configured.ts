import { type Configuration, configure, type FileText, type ReadFile } from '#config'
import { readFlags } from '#config/flags'
import { E } from '#shared/fp'

export const noFile: ReadFile = () => ({ kind: 'absent' })

/** Files by their paths. */
export const files =
  (texts: Readonly<Record<string, string>>): ReadFile =>
  (path): FileText => {
    const text = texts[path]
    return text === undefined ? { kind: 'absent' } : { kind: 'text', text }
  }

export const file = (text: string, name = './kedge.yaml'): ReadFile => files({ [name]: text })

export type Given = Readonly<{ args?: readonly string[]; env?: Record<string, string>; read?: ReadFile }>

export const configured = ({ args = [], env = {}, read = noFile }: Given): Configuration => {
  const result = configure(readFlags(args), env, read)
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

export const faults = ({ args = [], env = {}, read = noFile }: Given): readonly string[] => {
  const result = configure(readFlags(args), env, read)
  if (E.isRight(result)) throw new Error('no fault')
  return result.left.map(({ source, message }) => `${source}: ${message}`)
}
