import { setting } from './setting.ts'
import { duration } from './values.ts'

/** What partitions remember of idempotent producers; Kafka's `producer.*`. */
export const producers = {
  producerIdExpirationMs: setting(
    {
      path: 'producer.id-expiration-ms',
      flag: '--producer-id-expiration-ms',
      value: 'TIME',
      type: duration(1, 2 ** 31 - 1),
      about:
        'How long a partition remembers a producer that appends nothing, in the time of its log; the same on all brokers.',
      kafka: ['producer.id.expiration.ms'],
    },
    86_400_000,
  ),
} as const
