/** Where clients of one listener reach a broker. */
export type Endpoint = Readonly<{ host: string; port: number }>

/** A broker as it announces itself. `incarnation` is random at each start; host and port are those of its first endpoint. */
export type BrokerEntry = Readonly<{
  id: number
  incarnation: string
  host: string
  port: number
  /** By listener, the first one first. A broker from before there were several says nothing: its only one is {@link ONLY_LISTENER}. */
  endpoints?: readonly ListenerEndpoint[]
  /** Where siblings reach it, which clients may not. */
  internalHost: string
  internalPort: number
  rack: string | null
}>

export type ListenerEndpoint = Endpoint & Readonly<{ listener: string }>

/** An entry as read from the registry, with its heartbeat counter at that moment. */
export type BrokerSighting = BrokerEntry & Readonly<{ counter: number }>

/** What a listener without a name is called, as in Kafka by its security protocol. */
const ONLY_LISTENER = 'PLAINTEXT'

export const endpointsOf = ({ endpoints, host, port }: BrokerEntry): readonly ListenerEndpoint[] =>
  endpoints ?? [{ listener: ONLY_LISTENER, host, port }]

/** Where clients that came through a listener reach a broker; undefined where it has none of that name. */
export const endpointOn = (listener: string, broker: BrokerEntry): Endpoint | undefined =>
  endpointsOf(broker).find((endpoint) => endpoint.listener === listener)
