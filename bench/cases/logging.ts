import {
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
} from '#adapters/kafka/protocol/messages/incremental-alter-configs'
import { wireClient } from '../../test/e2e/clients/wire.ts'
import type { JavaHost } from '../java-host.ts'
import type { Running } from '../systems/system.ts'
import { type Figures, measureFlow } from './flow.ts'
import { base } from './flows.ts'

const BROKER_LOGGER = 8
const SET = 0
const BROKER_ID = '0'

/** Each with what `kafka-configs --entity-type broker-loggers` would set. */
const settings = [
  ['silent', { root: 'FATAL', requests: 'FATAL' }],
  ['info', { root: 'INFO', requests: 'INFO' }],
  ['a line for each request', { root: 'INFO', requests: 'DEBUG' }],
] as const

/** What logging costs produce: the same load with no lines, with the usual ones, and with one for each request. */
export const measureLogging = async (running: Running, host: JavaHost, records: number): Promise<Figures> => {
  const figures: Record<string, number> = {}
  try {
    for (const [name, levels] of settings) {
      await alter(running.address, levels)
      const { produce } = await measureFlow(running, host, { ...base, groups: 0 }, records)
      if (produce !== undefined) figures[name] = produce
    }
  } finally {
    await alter(running.address, { root: 'INFO', requests: 'INFO' })
  }
  return figures
}

const alter = async (address: string, levels: Readonly<Record<string, string>>): Promise<void> => {
  const client = await wireClient(address, 'bench-logging')
  try {
    const configs = Object.entries(levels).map(([name, value]) => ({ name, configOperation: SET, value }))
    const { responses } = await client.ask(
      { request: IncrementalAlterConfigsRequest, response: IncrementalAlterConfigsResponse, version: 1 },
      {
        resources: [{ resourceType: BROKER_LOGGER, resourceName: BROKER_ID, configs }],
        validateOnly: false,
      },
    )
    if (responses[0]?.errorCode !== 0)
      throw new Error(`the levels were not altered: ${responses[0]?.errorMessage}`)
  } finally {
    client.close()
  }
}
