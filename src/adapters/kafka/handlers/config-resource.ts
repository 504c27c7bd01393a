import {
  BROKER_RESOURCE,
  CLIENT_METRICS_RESOURCE,
  GROUP_RESOURCE,
  TOPIC_RESOURCE,
} from '#adapters/kafka/protocol/config-resource'
import type { ConfigResource, ResourceType } from '#domain/config/set-configs'
import { E } from '#shared/fp'

/** A resource as requests name it. */
export type NamedResource = Readonly<{ resourceType: number; resourceName: string }>

export type ResourceFault = Readonly<{ kind: 'invalid-request'; message: string }>

const types: ReadonlyMap<number, ResourceType> = new Map([
  [TOPIC_RESOURCE, 'topic'],
  [BROKER_RESOURCE, 'broker'],
  [CLIENT_METRICS_RESOURCE, 'client-metrics'],
  [GROUP_RESOURCE, 'group'],
])

/** The resource that is meant. A broker speaks for itself and for all, never for another one. */
export const resourceOf = (
  { resourceType, resourceName }: NamedResource,
  self: number,
): E.Either<ResourceFault, ConfigResource> => {
  const type = types.get(resourceType)
  if (type === undefined) return refuse(`Unknown resource type ${resourceType}`)
  if (type !== 'broker' || resourceName === '') return E.right({ type, name: resourceName })
  const fault = brokerFault(resourceName, self)
  return fault === null ? E.right({ type, name: `${self}` }) : E.left(fault)
}

export const brokerFault = (name: string, self: number): ResourceFault | null => {
  if (!/^[+-]?\d+$/.test(name))
    return { kind: 'invalid-request', message: `Node id must be an integer, but it is: ${name}` }
  // Told as it is written here and no other way, so that a resource has one name.
  return name === `${self}`
    ? null
    : { kind: 'invalid-request', message: `Unexpected broker id, expected ${self}, but received ${name}` }
}

const refuse = (message: string): E.Either<ResourceFault, never> =>
  E.left({ kind: 'invalid-request', message })
