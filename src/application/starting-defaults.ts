import type { ConfigValues } from '#domain/config/set-configs'
import type { Logger } from '#ports/logger'
import { E } from '#shared/fp'
import type { Configs } from './configs.ts'

/**
 * Gives the cluster the defaults of topics that a broker was started with, where it has none of its own. One that it has
 * stays: an operator may have altered it since, and brokers that are started otherwise must not take turns (ADR 0029).
 */
export const giveDefaults = async (
  { configs, logger }: Readonly<{ configs: Pick<Configs, 'ofAllBrokers' | 'alter'>; logger: Logger }>,
  wanted: ConfigValues,
): Promise<void> => {
  const inForce = new Map(configs.ofAllBrokers().map(({ name, value }) => [name, value]))
  for (const [config, asked] of wanted)
    if ((inForce.get(config) ?? asked) !== asked)
      logger.warn(
        { config, asked, inForce: inForce.get(config) },
        'the cluster has another default of topics than this broker was started with',
      )
  const missing = [...wanted].filter(([name]) => !inForce.has(name))
  if (missing.length === 0) return
  const given = await configs.alter({
    resource: { type: 'broker', name: '' },
    changes: missing.map(([name, value]) => ({ name, operation: 'set', value })),
    replacing: false,
    validateOnly: false,
  })
  if (E.isLeft(given)) throw new Error(`defaults of topics were refused: ${JSON.stringify(given.left)}`)
}
