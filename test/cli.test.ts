import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { describeFaults, exitCodeOf, parseCommand } from '#cli'
import { readConfigFile } from '#config/read-file'
import { schema } from '#config/schema'
import { E } from '#shared/fp'

const asked = (...argv: string[]) => {
  const result = parseCommand(argv, {}, () => ({ kind: 'absent' }))
  if (E.isLeft(result)) throw new Error(describeFaults(result.left))
  return result.right
}
const refused = (...argv: string[]) => {
  const result = parseCommand(argv, {}, () => ({ kind: 'absent' }))
  if (E.isRight(result)) throw new Error('accepted')
  return { text: describeFaults(result.left), code: exitCodeOf(result.left) }
}

describe('commands', () => {
  test('serve has settings', () => {
    expect(asked('serve', '--port', '0', '--insecure')).toMatchObject({
      kind: 'serve',
      settings: { port: 0, insecure: true },
    })
  })

  test('serve --help names every flag, whatever else is wrong', () => {
    const help = asked('serve', '--port', 'x', '--nonsense', '--help')
    for (const { flag } of Object.values(schema))
      expect(help).toMatchObject({ text: expect.stringContaining(`  ${flag}`) })
  })

  test.each([[['serve', '-V']], [['serve', '--version']]])('%j prints the version', (argv) => {
    expect(asked(...argv)).toEqual({
      kind: 'print',
      text: expect.stringMatching(/^kedge \d+\.\d+\.\d+ \((?:unknown|[0-9a-f]{12}), node v/),
    })
  })
})

describe('exit codes', () => {
  test.each([
    [['serve', '--prt', '1'], 2, '--prt: no such flag (did you mean --port?)'],
    [['serve', '--prt', '1', '--brokers', '0'], 2, '--brokers: expected'],
    [['serve', '--port', 'x'], 78, '--port: expected'],
    [['serve', '--host', '0.0.0.0'], 78, 'no authentication yet'],
  ])('%j ends with %i', (argv, code, text) => {
    const { text: said, code: ended } = refused(...argv)
    expect(said).toContain(text)
    expect(ended).toBe(code)
  })
})

test('files are read, and said to be absent or unreadable', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kedge-cli-'))
  try {
    writeFileSync(join(folder, 'k.yaml'), 'store: memory:\n')
    expect(readConfigFile(join(folder, 'k.yaml'))).toEqual({ kind: 'text', text: 'store: memory:\n' })
    expect(readConfigFile(join(folder, 'none.yaml'))).toEqual({ kind: 'absent' })
    expect(readConfigFile(folder)).toMatchObject({ kind: 'unreadable' })
  } finally {
    rmSync(folder, { recursive: true })
  }
})
