import { decode, t } from '#shared/codec'
import { E } from '#shared/fp'

const KafkaConfig = t.type({
  name: t.string,
  type: t.string,
  default: t.union([t.string, t.null]),
  valid: t.union([t.string, t.null]),
})
export type KafkaConfig = t.TypeOf<typeof KafkaConfig>

const Judged = t.array(t.type({ values: t.record(t.string, t.string), fault: t.union([t.string, t.null]) }))
const configs = t.array(KafkaConfig)
const Golden = t.type({
  topic: configs,
  broker: configs,
  group: configs,
  'client-metrics': configs,
  dynamic: t.record(t.string, t.string),
  synonyms: t.record(t.string, t.array(t.string)),
  topicValues: Judged,
  allBrokersValues: Judged,
})

/** What Kafka's own classes say of configs, out of test/golden/configs.json. */
export const configsGolden = (text: string) => {
  const golden = decode(Golden, JSON.parse(text))
  if (E.isLeft(golden)) throw new Error(`configs.json: ${JSON.stringify(golden.left[0])}`)
  const { topic, broker, group, 'client-metrics': clientMetrics, ...rest } = golden.right
  return { configs: { topic, broker, group, 'client-metrics': clientMetrics }, ...rest }
}
