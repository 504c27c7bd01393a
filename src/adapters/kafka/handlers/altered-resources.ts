import { errorCode, errorMessage, NONE, type Refusal } from '#adapters/kafka/error-codes'
import { BROKER_LOGGER_RESOURCE } from '#adapters/kafka/protocol/config-resource'
import type { Services } from '#application/services'
import type { ConfigChange } from '#domain/config/alteration'
import { E } from '#shared/fp'
import { brokerFault, type NamedResource, resourceOf } from './config-resource.ts'
import { oneByOne } from './one-by-one.ts'

/** A resource and how its configs are to change; a refusal where that cannot be read. */
export type AskedChanges = NamedResource & Readonly<{ changes: E.Either<Refusal, readonly ConfigChange[]> }>

type Answer = NamedResource & Readonly<{ errorCode: number; errorMessage: string | null }>

/** What AlterConfigs and IncrementalAlterConfigs have in common: each resource is changed by itself, whole or not at all. */
export const alteredResources = (
  services: Services,
  resources: readonly AskedChanges[],
  how: Readonly<{ replacing: boolean; validateOnly: boolean }>,
): Promise<readonly Answer[]> => {
  const times = Map.groupBy(resources, keyOf)
  return oneByOne(
    resources,
    async (resource) =>
      (times.get(keyOf(resource))?.length ?? 0) > 1
        ? refused(resource, { kind: 'invalid-request', message: 'Each resource must appear at most once.' })
        : alter(services, resource, how),
    (resource, code) => told(resource, code, 'The store could not be asked.'),
  )
}

const keyOf = ({ resourceType, resourceName }: NamedResource): string => `${resourceType}:${resourceName}`

const alter = async (
  { configs, loggers, cluster }: Services,
  asked: AskedChanges,
  how: Readonly<{ replacing: boolean; validateOnly: boolean }>,
): Promise<Answer> => {
  const { changes } = asked
  if (E.isLeft(changes)) return refused(asked, changes.left)
  if (asked.resourceType === BROKER_LOGGER_RESOURCE && !how.replacing) {
    const fault = brokerFault(asked.resourceName, cluster.self.id)
    if (fault !== null) return refused(asked, fault)
    const altered = loggers.alter(changes.right, how.validateOnly)
    return E.isLeft(altered) ? refused(asked, altered.left) : told(asked, NONE, null)
  }
  const resource = resourceOf(asked, cluster.self.id)
  if (E.isLeft(resource)) return refused(asked, resource.left)
  const altered = await configs.alter({ resource: resource.right, changes: changes.right, ...how })
  return E.isLeft(altered) ? refused(asked, altered.left) : told(asked, NONE, null)
}

const refused = (resource: NamedResource, refusal: Refusal): Answer =>
  told(resource, errorCode(refusal), errorMessage(refusal))

const told = (
  { resourceType, resourceName }: NamedResource,
  code: number,
  message: string | null,
): Answer => ({ errorCode: code, errorMessage: message, resourceType, resourceName })
