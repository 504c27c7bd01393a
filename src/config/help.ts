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
${entry(`${configFile.flag} ${configFile.value}`, 'The settings file.', configFile.variable, `${configFile.otherwise}, where there is one`)}
Exit codes: 0 stopped, 1 not everything was finished in time, 2 usage, 69 the store cannot be reached or the port is taken,
70 a bug, 73 the directory is locked or cannot be made, 74 the disk is full or what lies on it is broken, 77 no permission,
78 bad configuration, 130 and 143 asked twice to stop.
`

const entry = (flag: string, about: string, name: string, otherwise: string): string =>
  `  ${flag}\n      ${about}\n      [${name}; default ${otherwise}]\n`
