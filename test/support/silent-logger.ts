import type { Logger } from '#ports/logger'

const silent = (): void => {}

export const silentLogger: Logger = {
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  isDebug: () => false,
  child: () => silentLogger,
}
