import { configOperations } from '#adapters/kafka/protocol/config-resource'
import {
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
} from '#adapters/kafka/protocol/messages/incremental-alter-configs'
import type { ConfigChange } from '#domain/config/alteration'
import { E } from '#shared/fp'
import { type AskedChanges, alteredResources } from './altered-resources.ts'
import { handler } from './handler.ts'

export const incrementalAlterConfigs = handler({
  request: IncrementalAlterConfigsRequest,
  response: IncrementalAlterConfigsResponse,
  pace: 'in-turn',
  handle: async ({ services }, { resources, validateOnly }) => {
    const asked = resources.map((resource) => ({ ...resource, changes: changesOf(resource) }))
    const responses = await alteredResources(services, asked, { replacing: false, validateOnly })
    return { throttleTimeMs: 0, responses }
  },
})

const changesOf = ({
  configs,
}: IncrementalAlterConfigsRequest['resources'][number]): AskedChanges['changes'] => {
  const changes: ConfigChange[] = []
  for (const { name, configOperation, value } of configs) {
    const operation = configOperations[configOperation]
    if (operation === undefined)
      return E.left({ kind: 'invalid-request', message: `Unknown operations type ${configOperation}` })
    changes.push({ name, operation, value })
  }
  return E.right(changes)
}
