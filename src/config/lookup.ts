import type { Environment } from './environment.ts'
import { configFile } from './schema.ts'

/** Where kedge.yaml may lie when nobody says where; the first that is there is read. */
export const usualPlaces = (env: Environment): readonly string[] => {
  const { XDG_CONFIG_HOME: config, HOME: home } = env
  const personal = config || (home ? `${home}/.config` : '')
  return [
    configFile.otherwise,
    ...(personal === '' ? [] : [`${personal}/kedge/kedge.yaml`]),
    '/etc/kedge/kedge.yaml',
  ]
}
