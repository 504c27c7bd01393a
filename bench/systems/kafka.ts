import { type KafkaSettings, kafkaBroker } from '../../scripts/kafka-broker.ts'
import type { Java } from '../../scripts/kafka-jars.ts'
import type { System } from './system.ts'

/** As kafka-server-start.sh and kafka-run-class.sh of the distribution start it. */
const JVM = [
  '-Xmx1g',
  '-Xms1g',
  '-server',
  '-XX:+UseG1GC',
  '-XX:MaxGCPauseMillis=20',
  '-XX:InitiatingHeapOccupancyPercent=35',
  '-XX:+ExplicitGCInvokesConcurrent',
  '-Djava.awt.headless=true',
]

/** Defaults of Kafka, but for a replication factor of one node and groups that do not wait for more members. */
const SETTINGS: KafkaSettings = {
  'offsets.topic.num.partitions': 50,
  'group.initial.rebalance.delay.ms': 0,
}

export const kafkaSystems = (java: Java): readonly System[] => [
  systemOf(java, 'kafka', 'Apache Kafka', {}, { every: true, share: 1 }),
  systemOf(
    java,
    'kafka-fsync',
    'Apache Kafka, log.flush.interval.messages=1',
    { 'log.flush.interval.messages': 1 },
    { every: false, share: 0.1 },
  ),
]

const systemOf = (
  java: Java,
  id: string,
  title: string,
  own: KafkaSettings,
  extent: Pick<System, 'every' | 'share'>,
): System => {
  const settings = { ...SETTINGS, ...own }
  return {
    id,
    title,
    store: 'kafka',
    durability: id === 'kafka' ? 'no fsync before the answer' : 'fsync before the answer',
    ...extent,
    settings: [
      'KRaft combined mode, one node; offsets and transaction topics with one replica; no logging library on the class path',
      ...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
      `JVM: ${JVM.join(' ')}`,
    ],
    open: async () => {
      const broker = await kafkaBroker(java, settings, JVM)
      return { ...broker, broker: broker.pid, keeper: () => null }
    },
  }
}
