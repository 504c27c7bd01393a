import { OtherCluster } from '#application/cluster/catalog'
import { BrokerIdTaken } from '#application/cluster/membership'
import { type ExitCode, exitCodes } from '#config/exit-codes'
import { OutcomeUnknown, StoreCorrupt, StoreFull, StoreUnavailable } from '#ports/store-errors'

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
  EACCES: exitCodes.permission,
}

/** What the process ends with when this keeps it from serving. */
export const exitCodeOfError = (error: unknown): ExitCode => {
  if (error instanceof BrokerIdTaken) return exitCodes.configuration
  if (error instanceof StoreUnavailable || error instanceof OutcomeUnknown || error instanceof OtherCluster)
    return exitCodes.unavailable
  if (error instanceof StoreFull || error instanceof StoreCorrupt) return exitCodes.io
  if (!(error instanceof Error)) return exitCodes.failure
  const code = 'code' in error && typeof error.code === 'string' ? byCode[error.code] : undefined
  return byName[error.name] ?? code ?? exitCodes.failure
}
