import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { repository } from '#test/support/unpacked'

const { imports }: { imports: Record<string, string> } = JSON.parse(
  readFileSync(join(repository, 'package.json'), 'utf8'),
)

describe('bin/own-modules.js', () => {
  test('says of every name what package.json says', () => {
    const names = Object.entries(imports).filter(([name]) => !name.startsWith('#test/'))

    expect(names.length).toBeGreaterThan(8)
    for (const [name, path] of names) expect(path).toBe(`./src/${name.slice(1)}.ts`)
  })
})
