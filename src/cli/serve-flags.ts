import { serveHelp } from '#config/help'
import { readConfigFile } from '#config/read-file'
import type * as reports from '#config/report'
import { configFile, schema } from '#config/schema'
import { variable } from '#config/setting'
import { E } from '#shared/fp'
import type { Command } from './command.ts'
import type { ListedFlag } from './listed.ts'

// The commands whose flags are the settings of the broker: their table is `src/config/schema.ts`.

const flags: readonly ListedFlag[] = [
  ...Object.values(schema).map((setting) => ({
    name: setting.flag,
    value: setting.value,
    about: setting.about,
    note: `${variable(setting)}; default ${setting.otherwise}`,
    choices: (setting.value ?? '').split(' | ').filter((word) => /^[a-z]+$/.test(word)),
  })),
  {
    name: configFile.flag,
    value: configFile.value,
    about: 'The settings file.',
    note: `${configFile.variable}; default ${configFile.otherwise}, where there is one`,
    choices: [],
  },
]

export const serve: Command = {
  listed: {
    path: 'serve',
    about: 'Runs the broker until SIGTERM.',
    details: null,
    args: [],
    flags,
    examples: [
      { about: 'on the embedded store, in ./data', line: 'kedge serve' },
      { about: 'on Redis', line: 'kedge serve --store redis://127.0.0.1:6379 --port 9093' },
    ],
  },
  help: serveHelp,
  run: () => Promise.reject(new Error('src/main.ts starts the broker')),
}

const output: ListedFlag = {
  name: '--output',
  value: 'FORMAT',
  about: 'json is for programs.',
  note: 'default text',
  choices: ['json'],
}

const defaults: ListedFlag = {
  name: '--defaults',
  value: null,
  about: 'Also what is not set.',
  note: null,
  choices: [],
}

type Reports = typeof reports

const report = (
  name: string,
  about: string,
  own: readonly ListedFlag[],
  reportOf: (reports: Reports) => Reports['configCheck'],
): Command => ({
  listed: {
    path: `config ${name}`,
    about,
    details: 'It reads flags, variables and the file as kedge serve does.',
    args: [],
    flags: [...own, ...flags],
    examples: [
      { about: 'of this folder and environment', line: `kedge config ${name}` },
      { about: 'of a file', line: `kedge config ${name} --config kedge.yaml` },
    ],
  },
  run: async (shell, argv) => {
    // Brings the library that reads and writes yaml.
    const ask = reportOf(await import('#config/report'))
    const { stdout, stderr, exitCode } = ask(argv, shell.env, readConfigFile)
    if (stderr !== '') shell.say(stderr.trimEnd())
    if (stdout !== '') await shell.out(stdout)
    return E.right(exitCode)
  },
})

export const config: readonly Command[] = [
  report(
    'check',
    'Says whether a broker would start with these settings, and everything that is wrong with them.',
    [output],
    ({ configCheck }) => configCheck,
  ),
  report(
    'print',
    'Prints the settings that are in force, and where each comes from; secrets are masked. It can be used as a file.',
    [output, defaults],
    ({ configPrint }) => configPrint,
  ),
]
