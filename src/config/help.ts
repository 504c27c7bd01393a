import { secretPlaces } from './places.ts'
import { configFile, schema } from './schema.ts'
import { variable } from './setting.ts'

/** Every flag with its variable and default, from the schema. */
export const serveHelp = (): string => `kedge serve [flags]

Runs the broker until SIGTERM. Flags win over variables, variables over kedge.yaml.

${Object.values(schema)
  .map((of) =>
    entry(`${of.flag}${of.value === null ? '' : ` ${of.value}`}`, of.about, variable(of), of.otherwise),
  )
  .join('\n')}
${entry(`${configFile.flag} ${configFile.value}`, 'The settings file.', configFile.variable, `${configFile.otherwise}, ~/.config/kedge/kedge.yaml, /etc/kedge/kedge.yaml: the first that is there`)}
Secrets are no flags, as everybody on this machine sees those:
${secretPlaces.map((of) => `  ${variable(of)}\n      ${of.about}\n`).join('')}
Exit codes: 0 stopped, 1 any other failure, 2 usage, 69 the store cannot be reached or the port is taken, 70 a bug, 73 the
directory is locked or cannot be made, 74 the disk is full or what lies on it is broken, 77 no permission, 78 bad
configuration, 130 and 143 asked twice to stop, or not done in time.
`

const entry = (flag: string, about: string, name: string, otherwise: string): string =>
  `  ${flag}\n      ${about}\n      [${name}; default ${otherwise}]\n`
