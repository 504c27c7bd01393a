export * as E from 'fp-ts/lib/Either.js'
export type { Option } from 'fp-ts/lib/Option.js'
export type { TaskEither } from 'fp-ts/lib/TaskEither.js'
