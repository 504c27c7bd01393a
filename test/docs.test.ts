import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

const SECTIONS = ['Context and problem', 'Options', 'Decision', 'Consequences', 'Confirmation']
const adrs = readdirSync(join(root, 'docs/adr')).filter((name) => name.endsWith('.md'))

/** Paths of the repository that a text names in backticks. */
const pathsIn = (text: string): readonly string[] =>
  [...text.matchAll(/`((?:src|test|scripts|docs|bench|\.ci)\/[^`\s]+|\.dependency-cruiser\.cjs)`/g)].map(
    ([, path]) => (path ?? '').replace(/[/{].*[*{].*$/, ''),
  )

/** `x` is the API somebody is about to add, `<name>` a store. */
const isPlaceholder = (path: string): boolean => /\/x\.|<name>/.test(path)

const linksIn = (text: string): readonly string[] =>
  [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link ?? '')

describe('decisions', () => {
  test('there are some, numbered without gaps', () => {
    expect(adrs.length).toBeGreaterThan(9)
    expect(adrs.map((name) => Number(name.slice(0, 4)))).toEqual(adrs.map((_, i) => i + 1))
  })

  test.each(adrs)('%s has all its sections, and what its Confirmation names exists', (name) => {
    const text = read(`docs/adr/${name}`)
    expect(SECTIONS.filter((section) => !text.includes(`\n## ${section}\n`))).toEqual([])
    expect(text).toMatch(
      /^---\nstatus: (accepted|superseded by \d{4})\ndate: \d{4}-\d{2}-\d{2}\n---\n# \d{4} /,
    )
    const confirmation = text.split('## Confirmation\n')[1] ?? ''
    expect(confirmation.trim()).not.toBe('')
    expect(pathsIn(confirmation).filter((path) => !existsSync(join(root, path)))).toEqual([])
  })
})

describe('documents', () => {
  const documents = [
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'docs/gaps.md',
    'docs/cli.md',
    'docs/redis-keys.md',
    'docs/metrics.md',
    'docs/logging.md',
    'docs/operating.md',
  ]

  test.each(documents)('%s links only to what exists', (document) => {
    const targets = linksIn(read(document)).map((link) => join(dirname(document), link))
    expect(targets.filter((target) => !existsSync(join(root, target)))).toEqual([])
  })

  test.each(documents)('%s names only paths that exist', (document) => {
    const named = pathsIn(read(document)).filter((path) => !isPlaceholder(path))
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })
})
