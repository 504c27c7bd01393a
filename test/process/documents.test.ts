import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exitCodes } from '#config/exit-codes'
import { components } from '#ports/logger'
import { repository } from '#test/support/unpacked'

const text = (path: string): string => readFileSync(join(repository, path), 'utf8')

const sources = readdirSync(join(repository, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => text(join('src', name)))

/** The message is the last argument, and a constant; the rare one that is not is looked after by hand. */
const messages = (level: string): readonly string[] =>
  sources.flatMap((source) =>
    [
      ...source.matchAll(
        new RegExp(`\\.${level}\\(\\s*(?:\\{[^;]*?\\}|\\w+),\\s*(?:'([^'\\n]+)'|"([^"\\n]+)"),?\\s*\\)`, 'g'),
      ),
    ].map(([, single, double]) => single ?? double ?? ''),
  )

test.each(['info', 'warn', 'error'])(
  'docs/logging.md has every line of level %s, with what to do',
  (level) => {
    const table = text('docs/logging.md')
    const written = messages(level)
    expect(written.length).toBeGreaterThan(5)
    for (const message of written) expect(table).toContain(`| \`${message}\` |`)
  },
)

test('docs/logging.md has every component', () => {
  const table = text('docs/logging.md')
  for (const component of components) expect(table).toMatch(new RegExp(`^\\| .*\`${component}\`.* \\|`, 'm'))
})

test('docs/operating.md has every exit code', () => {
  const documented = text('docs/operating.md')
  const rows = [...documented.matchAll(/^\| (\d[\d, ]*) \|/gm)].flatMap(([, codes = '']) =>
    codes.split(', ').map(Number),
  )
  expect(rows.toSorted((a, b) => a - b)).toEqual(Object.values(exitCodes).toSorted((a, b) => a - b))
})
