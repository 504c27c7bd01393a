import type { Settings } from '#config/settings'
import { version } from '#config/version'
import type { Logger } from '#ports/logger'
import type { Tracer } from '#ports/tracer'

/** Where every copy of @opentelemetry/api 1.x keeps what was registered with any of them. */
const REGISTERED = Symbol.for('opentelemetry.js.api.1')

/**
 * A tracer, or null where nobody listens. @opentelemetry/api is not ours to bring: it is looked for only where an SDK has
 * registered itself before (node --import), or where the setting asks.
 */
export const tracerFor = async ({ traces }: Settings, logger: Logger): Promise<Tracer | null> => {
  if (traces === 'off' || (traces === 'auto' && !isSdkLoaded())) return null
  try {
    const { openTelemetryTracer } = await import('#adapters/opentelemetry/tracer')
    return openTelemetryTracer(version())
  } catch (error) {
    logger.warn({ err: error }, 'there are no traces: @opentelemetry/api is not installed beside Kedge')
    return null
  }
}

const isSdkLoaded = (): boolean => {
  const registered: unknown = Reflect.get(globalThis, REGISTERED)
  return typeof registered === 'object' && registered !== null && 'trace' in registered
}
