import { topicConfigs } from '#domain/topic/config-catalogue'
import { allBrokers, type ConfigValues, noValues, type SetConfigs, setOf } from './set-configs.ts'

/** What was set for all brokers as the defaults of topics, under the names that topics have for it. */
export const defaultsOfTopics = (all: SetConfigs): ConfigValues => {
  const ofBrokers = setOf(all, allBrokers)
  if (ofBrokers.size === 0) return noValues
  const defaults = new Map<string, string>()
  for (const [name, { brokerName }] of topicConfigs) {
    const value = brokerName === null ? undefined : ofBrokers.get(brokerName)
    if (value !== undefined) defaults.set(name, value)
  }
  return defaults
}

/** A topic's values, its own before those of the brokers; where neither says, the catalogue's default holds. */
export const valuesOfTopic = (defaults: ConfigValues, own: ConfigValues): ConfigValues =>
  defaults.size === 0 ? own : new Map([...defaults, ...own])
