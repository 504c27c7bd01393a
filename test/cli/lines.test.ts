import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { linesOf } from '#cli/records/lines'

async function* inPieces(text: string, length: number): AsyncGenerator<Buffer, void> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

const read = async (text: string, keepCr = false, length = 1_000) => {
  const all: string[] = []
  for await (const lines of linesOf(inPieces(text, length), keepCr)) all.push(...lines.map(String))
  return all
}

describe('lines', () => {
  test.each<[string, readonly string[]]>([
    ['', []],
    ['a\n\nb', ['a', '', 'b']],
    ['a\r\n\r\nb\r\n', ['a', '', 'b']],
    ['a\r\r\nb\rc\r', ['a\r', 'b\rc\r']],
  ])('of %j are %j', async (text, lines) => {
    expect(await read(text)).toEqual(lines)
  })

  test('keep their carriage returns where that is wanted', async () => {
    expect(await read('a\r\n\r\nb\r\n', true)).toEqual(['a\r', '\r', 'b\r'])
  })

  property.prop([
    fc.string({ unit: fc.constantFrom('a', 'é', '\r', '\n') }),
    fc.boolean(),
    fc.integer({ min: 1, max: 5 }),
  ])('are the same in whatever pieces they come', async (text, keepCr, length) => {
    const lines = text.split(keepCr ? '\n' : /\r?\n/)
    expect(await read(text, keepCr, length)).toEqual(lines.at(-1) === '' ? lines.slice(0, -1) : lines)
  })
})
