import { parsed } from '#shared/codec'
import { E } from '#shared/fp'
import { described } from './described.ts'
import { MASK } from './secret.ts'

/** Where the log lies. */
export type StoreSetting = Readonly<
  | { kind: 'memory' }
  | { kind: 'embedded'; directory: string }
  /** The address may carry a password; what the opened store says of itself may be shown. */
  | { kind: 'redis'; url: string }
>

export const store = described(
  parsed<StoreSetting>('store', (raw) => {
    if (typeof raw !== 'string') return E.left(expected)
    if (raw === 'memory:' || raw === 'memory') return E.right({ kind: 'memory' })
    if (raw.startsWith('embedded:')) return embedded(raw.slice('embedded:'.length))
    return /^rediss?:\/\//.test(raw) ? redis(raw) : E.left(expected)
  }),
  { type: 'string', pattern: '^(memory:?|embedded:.+|rediss?://[^/]+(/[0-9]*)?([?#].*)?)$' },
)

/** What of a store's address may be shown: all but a password. */
export const withoutPassword = (address: string): string =>
  address
    .replace(/^(rediss?:\/\/[^/:@]*:)[^/]*(?=@)/, `$1${MASK}`)
    .replace(/^(redis.*[?&]password=)[^&]*/i, `$1${MASK}`)

export const hasPassword = (address: string): boolean => withoutPassword(address) !== address

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
  if (address.password === MASK) return E.left('the password was masked; put it in, or set redis.password')
  return E.right({ kind: 'redis', url })
}
