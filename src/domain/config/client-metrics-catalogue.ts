import { type Catalogue, kept } from './definition.ts'
import { int, list } from './rule.ts'

/** What a subscription to metrics of clients consists of (KIP-714, `ClientMetricsConfigs`). */
export const clientMetricsConfigs: Catalogue = new Map([
  kept('interval.ms', int(100, 3_600_000), '300000', 'How often clients push.'),
  kept('match', list, '', 'Which clients push: attribute=pattern, all of them.'),
  kept('metrics', list, '', 'Prefixes of the metrics that are pushed.'),
])
