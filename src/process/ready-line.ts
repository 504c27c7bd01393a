import type { Broker } from '#broker'
import type { Settings } from '#config/settings'
import { version } from '#config/version'
import { endpointsOf } from '#domain/cluster/brokers'
import { address } from '#shared/address'

/** What the line says that is logged once requests can be served: everything that a report of a fault should begin with. */
export const readyFacts = async (
  settings: Settings,
  brokers: readonly Broker[],
  { file, http }: Readonly<{ file: string | undefined; http: string | null }>,
): Promise<Readonly<Record<string, unknown>>> => {
  const store = await brokers[0]?.describeStore()
  return {
    version: version(),
    node: process.version,
    pid: process.pid,
    config: file ?? null,
    logLevel: settings.logLevel,
    listeners: brokers.map(({ entry }) => ({
      broker: entry.id,
      listens: address(entry.internalHost, entry.internalPort),
      advertised: endpointsOf(entry).map(
        ({ listener, host, port }) => `${listener}://${address(host, port)}`,
      ),
    })),
    http,
    store: store?.where,
    acknowledgement: store?.acknowledgement,
    warnings: store?.warnings,
    /** Since the process began. */
    ms: Math.round(performance.now()),
  }
}
