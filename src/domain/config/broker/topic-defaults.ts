import { topicConfigs } from '#domain/topic/config-catalogue'
import { type Catalogue, type ConfigDefinition } from '../definition.ts'

/** Unset until somebody sets them: a config of a coarser unit stands in for each (`synonyms.ts`). */
const UNSET = new Set(['log.flush.interval.ms', 'log.retention.ms', 'log.roll.jitter.ms', 'log.roll.ms'])

const definitions = [...topicConfigs].flatMap(
  ([name, { brokerName, documentation, ...config }]): (readonly [string, ConfigDefinition])[] =>
    brokerName === null
      ? []
      : [
          [
            brokerName,
            {
              ...config,
              default: UNSET.has(brokerName) ? null : config.default,
              documentation: `${name} of topics that have none of their own: ${documentation}`,
            },
          ],
        ],
)

/** Broker configs that are the defaults of topic configs. */
export const topicDefaults: Catalogue = new Map(definitions)
