import type { Java } from '../../scripts/kafka-jars.ts'
import type { Arguments } from '../arguments.ts'
import { kafkaSystems } from './kafka.ts'
import { kedgeSystems } from './kedge.ts'
import type { System } from './system.ts'

/** Kafka first: it is what the others are compared with. A quick run leaves out what flushes before each answer. */
export const systemsFor = ({ mode, peer, store }: Arguments, java: Java): readonly System[] => {
  const kedge = kedgeSystems().filter((system) => store === null || system.store === store)
  const kafka = peer === 'kafka' ? kafkaSystems(java) : []
  const wanted = store === 'memory' ? kafka.slice(0, 1) : kafka
  return [...wanted, ...kedge].filter(({ every }) => every || mode !== 'quick' || store !== null)
}
