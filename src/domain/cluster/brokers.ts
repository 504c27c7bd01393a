/** A broker as it announces itself. `incarnation` is random at each start; host and port are the advertised ones. */
export type BrokerEntry = Readonly<{
  id: number
  incarnation: string
  host: string
  port: number
  /** Where siblings reach it, which clients may not. */
  internalHost: string
  internalPort: number
  rack: string | null
}>

/** An entry as read from the registry, with its heartbeat counter at that moment. */
export type BrokerSighting = BrokerEntry & Readonly<{ counter: number }>
