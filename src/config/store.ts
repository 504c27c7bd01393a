import { parsed } from '#shared/codec'
import { E } from '#shared/fp'

/** Where the log lies. */
export type StoreSetting = Readonly<
  | { kind: 'memory' }
  | { kind: 'embedded'; directory: string }
  /** The address may carry a password; what the opened store says of itself may be shown. */
  | { kind: 'redis'; url: string }
>

export const store = parsed<StoreSetting>('store', (raw) => {
  if (typeof raw !== 'string') return E.left(expected)
  if (raw === 'memory:' || raw === 'memory') return E.right({ kind: 'memory' })
  if (raw.startsWith('embedded:')) return embedded(raw.slice('embedded:'.length))
  return /^rediss?:\/\//.test(raw) ? redis(raw) : E.left(expected)
})

const expected = 'expected memory:, embedded:DIR, redis://HOST[:PORT][/DB] or rediss://...'

const embedded = (directory: string): E.Either<string, StoreSetting> =>
  directory === ''
    ? E.left('expected a directory, as in embedded:./data')
    : E.right({ kind: 'embedded', directory })

const redis = (url: string): E.Either<string, StoreSetting> => {
  const address = URL.parse(url)
  if (address === null || address.hostname === '') return E.left('expected redis://HOST[:PORT][/DB]')
  if (!/^(?:\/\d*)?$/.test(address.pathname))
    return E.left('expected a database number after the host, as in redis://HOST/0')
  return E.right({ kind: 'redis', url })
}
