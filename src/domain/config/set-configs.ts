/** What has configs, as far as they are kept (`ConfigResource.Type`). */
export type ResourceType = 'topic' | 'broker' | 'group' | 'client-metrics'

/** A resource as clients name it; the broker without a name stands for all of them. */
export type ConfigResource = Readonly<{ type: ResourceType; name: string }>

/** Whose configs they are: the key of a topic is its id, of everything else its name. */
export type ConfigOwner = Readonly<{ type: ResourceType; key: string }>

export const allBrokers: ConfigOwner = { type: 'broker', key: '' }

/** Values by name; only what was set. */
export type ConfigValues = ReadonlyMap<string, string>
export const noValues: ConfigValues = new Map()

/** All that was set, by type and key of its owner. An owner of whom nothing is set is not there. */
export type SetConfigs = Readonly<Record<ResourceType, ReadonlyMap<string, ConfigValues>>>

export const nothingSet: SetConfigs = {
  topic: new Map(),
  broker: new Map(),
  group: new Map(),
  'client-metrics': new Map(),
}

export const setOf = (all: SetConfigs, { type, key }: ConfigOwner): ConfigValues =>
  all[type].get(key) ?? noValues

/** `null` takes a value away. */
export type ConfigDifference = Readonly<Record<string, string | null>>

export const withDifference = (
  all: SetConfigs,
  owner: ConfigOwner,
  difference: ConfigDifference,
): SetConfigs => {
  const values = new Map(setOf(all, owner))
  for (const [name, value] of Object.entries(difference))
    if (value === null) values.delete(name)
    else values.set(name, value)
  return withOwner(all, owner, values)
}

export const withOwner = (all: SetConfigs, { type, key }: ConfigOwner, values: ConfigValues): SetConfigs => {
  const owners = new Map(all[type])
  if (values.size === 0) owners.delete(key)
  else owners.set(key, values)
  return { ...all, [type]: owners }
}

/** All at once, for who has many. */
export const setOfAll = (
  owners: readonly (readonly [owner: ConfigOwner, values: ConfigValues])[],
): SetConfigs => {
  const ofType = (type: ResourceType): ReadonlyMap<string, ConfigValues> =>
    new Map(
      owners.flatMap(([owner, values]) =>
        owner.type === type && values.size > 0 ? [[owner.key, values] as const] : [],
      ),
    )
  return {
    topic: ofType('topic'),
    broker: ofType('broker'),
    group: ofType('group'),
    'client-metrics': ofType('client-metrics'),
  }
}

/** What makes `after` of `before`; null where they are the same. */
export const differenceOf = (before: ConfigValues, after: ConfigValues): ConfigDifference | null => {
  const gone = [...before.keys()].filter((name) => !after.has(name)).map((name) => [name, null] as const)
  const changed = [...after].filter(([name, value]) => before.get(name) !== value)
  return gone.length + changed.length === 0 ? null : Object.fromEntries([...gone, ...changed])
}
