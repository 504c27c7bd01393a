import { type Kafka, openKafka } from './kafka.ts'

type Connecting = Readonly<{
  bootstrap: readonly Readonly<{ host: string; port: number }>[]
  timeout: number
}>

/** A cluster for as long as something is asked of it. */
export const withKafka = async <A>(
  { bootstrap, timeout }: Connecting,
  use: (kafka: Kafka) => Promise<A>,
): Promise<A> => {
  const kafka = openKafka({ bootstrap, timeoutMs: timeout })
  try {
    return await use(kafka)
  } finally {
    kafka.close()
  }
}
