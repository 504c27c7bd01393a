import { serveHelp } from '#config/help'
import { readConfigFile } from '#config/read-file'
import { configFile, schema } from '#config/schema'
import { variable } from '#config/setting'
import { E } from '#shared/fp'
import type { Command } from './command.ts'
import { reports } from './config.ts'
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

const abouts: Readonly<Record<string, string>> = {
  check: 'Says whether a broker would start with these settings, and everything that is wrong with them.',
  print: 'Prints the settings that are in force, and where each comes from; secrets are masked.',
}

export const config: readonly Command[] = Object.entries(reports).map(([name, report]) => ({
  listed: {
    path: `config ${name}`,
    about: abouts[name] ?? '',
    details: 'It reads flags, variables and the file as kedge serve does.',
    args: [],
    flags,
    examples: [
      { about: 'of this folder and environment', line: `kedge config ${name}` },
      { about: 'of a file', line: `kedge config ${name} --config kedge.yaml` },
    ],
  },
  run: async (shell, argv) => {
    const { stdout, stderr, exitCode } = report(argv, shell.env, readConfigFile)
    if (stderr !== '') shell.say(stderr.trimEnd())
    if (stdout !== '') await shell.out(stdout)
    return E.right(exitCode)
  },
}))
