import type { Cluster } from '#application/cluster/cluster'
import { endpointOn } from '#domain/cluster/brokers'

/** A broker with the address that clients of one listener have for it. */
export type Reachable = Readonly<{ id: number; host: string; port: number; rack: string | null }>

/** The brokers that have a listener of this name, as Kafka's `getAliveBrokerNodes`: the others are not there for its clients. */
export const reachableBrokers = (cluster: Pick<Cluster, 'brokers'>, listener: string): readonly Reachable[] =>
  cluster.brokers().flatMap((broker) => {
    const endpoint = endpointOn(listener, broker)
    return endpoint === undefined
      ? []
      : [{ id: broker.id, host: endpoint.host, port: endpoint.port, rack: broker.rack }]
  })

const NO_CONTROLLER = -1

/** Any broker does what a controller does; clients must be able to reach the one that they are told of. */
export const controllerIdOf = ([first]: readonly Reachable[]): number => first?.id ?? NO_CONTROLLER
