import { parsed } from '#shared/codec'
import { E } from '#shared/fp'
import { described, type Value } from './described.ts'
import type { Place } from './setting.ts'

/** What is shown instead of a secret. */
export const MASK = '********'

/** Something that nobody else may read: a variable or a key of the file, or the path of a file that holds it. */
export type Secret = Place & Readonly<{ flag: null; type: Value<string>; about: string }>

export const secret = (facts: Readonly<{ path: string; about: string }>): Secret => ({
  ...facts,
  flag: null,
  type: secretText,
})

const secretText = described(
  parsed('a secret', (raw) => {
    if (typeof raw !== 'string' || raw === '')
      return E.left('expected text, in quotes where it looks like a number')
    return raw === MASK ? E.left('it was masked; put the secret in') : E.right(raw)
  }),
  { type: 'string', minLength: 1, not: { const: MASK } },
)

/** Where the path of a file with the secret is written: KEDGE_REDIS_PASSWORD_FILE, as containers mount them. */
export const fileOf = ({ path, about }: Secret): Secret => ({
  path: `${path}-file`,
  flag: null,
  type: filePath,
  about: `${about} Read from this file; a newline at its end does not count.`,
})

const filePath = described(
  parsed('a path', (raw) =>
    typeof raw === 'string' && raw !== '' ? E.right(raw) : E.left('expected the path of a file'),
  ),
  { type: 'string', minLength: 1 },
)
