import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { table } from '#cli/table'
import { clipped, visible, width } from '#cli/text'

describe('what a terminal is shown', () => {
  test.each([
    ['plain', 'plain'],
    ['a\nb\tc\r', 'a\\nb\\tc\\r'],
    ['\u001b[31mred\u0007', '\\x1b[31mred\\x07'],
    ['\u009b2J', '\\x9b2J'],
    ['\u202egnp.exe', '\\u202egnp.exe'],
    ['zero\u200bwidth', 'zero\\u200bwidth'],
    ['\ud800', '\\ud800'],
    ['日本語 é 👍', '日本語 é 👍'],
  ])('%j is %j', (text, shown) => {
    expect(visible(text)).toBe(shown)
  })

  property.prop([fc.string({ unit: 'binary' })])('holds nothing that a terminal obeys', (text) => {
    expect(visible(text)).toMatch(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]*$/u)
  })
})

describe('width', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['日本語', 6],
    ['é', 1],
    ['e\u0301', 1],
    ['👍', 2],
    ['👩‍👩‍👧', 2],
    ['ｆｕｌｌ', 8],
    ['한국', 4],
    ['→', 1],
  ])('%j takes %i columns', (text, columns) => {
    expect(width(text)).toBe(columns)
  })

  property.prop([fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 })])(
    'what is clipped fits, and what fits is whole',
    (text, columns) => {
      const shown = clipped(text, columns)
      expect(width(shown)).toBeLessThanOrEqual(columns)
      if (width(text) <= columns) expect(shown).toBe(text)
      else expect(shown.endsWith('…')).toBe(true)
    },
  )
})

describe('a table', () => {
  type Row = Readonly<{ name: string; count: number; value: string }>
  const columns = [
    { title: 'NAME', show: ({ name }: Row) => name },
    { title: 'COUNT', show: ({ count }: Row) => count, align: 'right' as const },
    { title: 'VALUE', show: ({ value }: Row) => value, gives: true as const },
  ]
  const rows: readonly Row[] = [
    { name: '日本', count: 7, value: 'x'.repeat(30) },
    { name: 'a\nb', count: 1234, value: '' },
  ]

  test('is aligned by what characters take, without borders or trailing space', () => {
    expect(table(columns, rows, { columns: Number.POSITIVE_INFINITY, colors: false })).toBe(
      ['NAME  COUNT  VALUE', `日本      7  ${'x'.repeat(30)}`, 'a\\nb   1234', ''].join('\n'),
    )
  })

  test('gives way where it says so, on a terminal too narrow', () => {
    const lines = table(columns, rows, { columns: 24, colors: false }).split('\n')
    expect(lines[1]).toBe('日本      7  xxxxxxxxxx…')
    expect(lines.every((line) => width(line) <= 24)).toBe(true)
  })

  test('has a bold head where there are colors', () => {
    const text = table(columns, [], { columns: 80, colors: true })
    expect(text).toBe('\u001b[1mNAME  COUNT  VALUE\u001b[0m\n')
  })
})
