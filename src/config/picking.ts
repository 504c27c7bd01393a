import { decode } from '#shared/codec'
import { E } from '#shared/fp'
import type { Value } from './described.ts'
import { type ConfigFault, misconfigured } from './fault.ts'
import type { ReadFile } from './read-file.ts'
import { fileOf, MASK, type Secret } from './secret.ts'
import type { Place, Setting } from './setting.ts'
import type { Source, Written } from './source.ts'

/** Where a setting was written that counts; its key in kedge.yaml. */
export type Origin = Written & Readonly<{ path: string }>

export interface Picker {
  /** The value from the first source that has it. What is overridden is still looked at: it is as wrong. */
  readonly pick: <A>(of: Setting<A>) => A
  /** The same of a secret, which may lie in a file of its own. */
  readonly pickSecret: (of: Secret) => string | undefined
  readonly faults: readonly ConfigFault[]
  /** Of each setting that was written somewhere, what counts; by its path. */
  readonly origins: ReadonlyMap<string, Origin>
  /** By the same path, where another value stands that does not count. */
  readonly overridden: ReadonlyMap<string, readonly string[]>
}

type Read<A> = Origin & Readonly<{ value: E.Either<readonly string[], A> }>

export const picker = (sources: readonly Source[], readFile: ReadFile): Picker => {
  const faults: ConfigFault[] = []
  const origins = new Map<string, Origin>()
  const overridden = new Map<string, readonly string[]>()
  const fault = (label: string, message: string) => faults.push(misconfigured(label, message))

  const told = <A>(read: Read<A>): Read<A> => {
    if (E.isLeft(read.value)) for (const message of read.value.left) fault(read.label, message)
    return read
  }
  const readIn = <A>(source: Source, of: Place & Readonly<{ type: Value<A> }>): readonly Read<A>[] => {
    const all = source.written(of).map((written) => {
      const value = E.mapLeft(messages)(decode(of.type, written.raw))
      return told({ ...written, path: of.path, value })
    })
    const [first, ...others] = all
    for (const { label, value } of others)
      if (
        first !== undefined &&
        E.isRight(value) &&
        E.isRight(first.value) &&
        !isSame(value.right, first.value.right)
      )
        fault(label, `is another value than ${first.label}, which is the same setting`)
    return all
  }
  const taken = <A>(path: string, [first, ...others]: readonly Read<A>[]): A | undefined => {
    if (first === undefined) return undefined
    const different = others.filter(({ value }) => !isSame(value, first.value))
    if (different.length > 0)
      overridden.set(
        path,
        different.map(({ label }) => label),
      )
    origins.set(path, { path: first.path, label: first.label, raw: first.raw })
    return E.isRight(first.value) ? first.value.right : undefined
  }

  return {
    faults,
    origins,
    overridden,
    pick: (of) =>
      taken(
        of.path,
        sources.flatMap((source) => readIn(source, of)),
      ) ?? of.fallback,
    pickSecret: (of) =>
      taken(
        of.path,
        sources.flatMap((source) => {
          const direct = readIn(source, of)
          const files = readIn(source, fileOf(of))
          const [one, other] = [direct[0], files[0]]
          if (one !== undefined && other !== undefined)
            fault(other.label, `${one.label} is set, too; only one of them can be`)
          return [
            ...direct.map((secret) => ({ ...secret, raw: MASK })),
            ...files.map((file) =>
              E.isLeft(file.value) ? file : told({ ...file, value: contentOf(file.value.right, readFile) }),
            ),
          ]
        }),
      ),
  }
}

/** What a secret's file holds, without the newline that editors and `echo` leave at its end. */
const contentOf = (path: string, readFile: ReadFile): E.Either<readonly string[], string> => {
  const content = readFile(path)
  switch (content.kind) {
    case 'absent':
      return E.left([`there is no file ${path}`])
    case 'unreadable':
      return E.left([`${path} cannot be read: ${content.reason}`])
    case 'text': {
      const text = content.text.replace(/\r?\n$/, '')
      return text === '' ? E.left([`${path} is empty`]) : E.right(text)
    }
  }
}

const messages = (faults: readonly Readonly<{ message: string }>[]): readonly string[] =>
  faults.map(({ message }) => message)

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
