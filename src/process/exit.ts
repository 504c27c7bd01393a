import { OtherCluster } from '#application/cluster/catalog'
import { BrokerIdTaken } from '#application/cluster/membership'
import { type ExitCode, exitCodes } from '#config/exit-codes'
import { OutcomeUnknown, StoreCorrupt, StoreFull, StoreUnavailable } from '#ports/store-errors'

/** What is at the bottom of an error decides first: a directory may be unusable, or Redis unavailable, for lack of a permission. */
const causes: Readonly<Record<string, ExitCode>> = {
  AccessRefused: exitCodes.permission,
  EACCES: exitCodes.permission,
  EPERM: exitCodes.permission,
  EIO: exitCodes.io,
  ENOSPC: exitCodes.io,
  EDQUOT: exitCodes.io,
}
/** By the error's name where the class belongs to an adapter that may not be loaded. */
const byName: Readonly<Record<string, ExitCode>> = {
  DirectoryLocked: exitCodes.cannotCreate,
  DirectoryUnusable: exitCodes.cannotCreate,
  NewerFormat: exitCodes.configuration,
  StoreUnsuitable: exitCodes.configuration,
}
const byCode: Readonly<Record<string, ExitCode>> = {
  EADDRINUSE: exitCodes.unavailable,
  EADDRNOTAVAIL: exitCodes.configuration,
  ENOTFOUND: exitCodes.configuration,
}

/** What the process ends with when this keeps it from serving. */
export const exitCodeOfError = (error: unknown): ExitCode => {
  const chain = chainOf(error)
  const cause = chain.flatMap((each) => causes[each.name] ?? causes[codeOf(each)] ?? [])[0]
  if (cause !== undefined) return cause
  if (error instanceof BrokerIdTaken) return exitCodes.configuration
  if (error instanceof StoreUnavailable || error instanceof OutcomeUnknown || error instanceof OtherCluster)
    return exitCodes.unavailable
  if (error instanceof StoreFull || error instanceof StoreCorrupt) return exitCodes.io
  if (!(error instanceof Error)) return exitCodes.failure
  return byName[error.name] ?? byCode[codeOf(error)] ?? exitCodes.failure
}

/** An error in one sentence: what could not be done, and for what reason where it does not say so itself. */
export const reasonOfError = (error: unknown): string => {
  const [first = String(error), ...rest] = chainOf(error).map(({ message }) => message)
  return rest.reduce((said, message) => (said.includes(message) ? said : `${said}: ${message}`), first)
}

const DEEPEST = 10

const chainOf = (error: unknown): readonly Error[] => {
  const chain: Error[] = []
  for (let each = error; each instanceof Error && chain.length < DEEPEST; each = each.cause) chain.push(each)
  return chain
}

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '')
