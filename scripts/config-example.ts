import { parse, stringify } from 'yaml'
import { schema, secrets } from '#config/schema'
import { fileOf } from '#config/secret'
import { type Setting, variable } from '#config/setting'
import { generated } from './generated.ts'

// Writes docs/kedge.example.yaml, every setting with its default; with --check, says whether it is up to date.

/** `#key: value` can be put in force by taking the `#` away; what follows `# ` is text. */
type Entry = Readonly<{ path: string; about: string; names: string; line: string }>

const written = (path: string, value: string): string =>
  stringify({ [path.split('.').at(-1) ?? path]: parse(value) }, { lineWidth: 0 }).trim()

const settings: readonly Setting<unknown>[] = Object.values(schema)
const entries: readonly Entry[] = [
  ...settings.map((of): Entry => {
    const { path, about, otherwise, example, isAlternative, fallback, flag } = of
    const isShown = !isAlternative && (fallback !== undefined || example !== undefined)
    return {
      path,
      about: example === undefined ? about : `${about} Default: ${otherwise}.`,
      names: `${flag}, ${variable(of)}`,
      line: `${isShown ? '#' : '# '}${written(path, example ?? otherwise)}`,
    }
  }),
  ...Object.values(secrets).flatMap((of): Entry[] => [
    {
      path: of.path,
      about: `${of.about} Better in a file of its own, or in the variable.`,
      names: variable(of),
      line: `# ${written(of.path, 'SECRET')}`,
    },
    {
      path: fileOf(of).path,
      about: fileOf(of).about,
      names: variable(fileOf(of)),
      line: `# ${written(fileOf(of).path, '/run/secrets/redis')}`,
    },
  ]),
]

const shown = ({ path, about, names, line }: Entry): string =>
  [`# ${about} (${names})`, line].map((text) => `${path.includes('.') ? '  ' : ''}${text}\n`).join('')

const sectionOf = ({ path }: Entry): string => (path.includes('.') ? (path.split('.')[0] ?? '') : '')
const sections = [...new Set(entries.map(sectionOf))]

const example = `# yaml-language-server: $schema=kedge.schema.json
#
# Every setting of Kedge with its default. Copy what you need to kedge.yaml and take the \`#\` before the key away.
# Generated from src/config/schema.ts by scripts/config-example.ts: do not edit.

${sections
  .map((section) => {
    const inside = entries.filter((entry) => sectionOf(entry) === section).map(shown)
    return `${section === '' ? '' : `${section}:\n`}${inside.join('\n')}`
  })
  .join('\n')}`

generated('kedge.example.yaml', example, 'config-example.ts')
