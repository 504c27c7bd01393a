import { AlterConfigsRequest, AlterConfigsResponse } from '#adapters/kafka/protocol/messages/alter-configs'
import { E } from '#shared/fp'
import { alteredResources } from './altered-resources.ts'
import { handler } from './handler.ts'

export const alterConfigs = handler({
  request: AlterConfigsRequest,
  response: AlterConfigsResponse,
  pace: 'in-turn',
  handle: async ({ services }, { resources, validateOnly }) => {
    const asked = resources.map(({ resourceType, resourceName, configs }) => ({
      resourceType,
      resourceName,
      changes: E.right(configs.map((each) => ({ ...each, operation: 'set' as const }))),
    }))
    const responses = await alteredResources(services, asked, { replacing: true, validateOnly })
    return { throttleTimeMs: 0, responses }
  },
})
