import { expect, test } from 'vitest'
import { decode, parsed, t } from '#shared/codec'
import { E } from '#shared/fp'

const even = parsed('even', (raw) =>
  typeof raw === 'number' && raw % 2 === 0 ? E.right(raw) : E.left('expected an even number'),
)
const Event = t.type({
  id: t.string,
  parts: t.array(t.type({ size: even })),
  next: t.union([t.string, t.null]),
})

test('what fits comes through', () => {
  const value = { id: 'a', parts: [{ size: 2 }], next: null }
  expect(decode(Event, value)).toEqual(E.right(value))
  expect(even.is(2)).toBe(true)
  expect(even.is(3)).toBe(false)
})

test('every fault has its path', () => {
  expect(decode(Event, { id: 1, parts: [{ size: 2 }, { size: 3 }], next: {} })).toEqual(
    E.left([
      { path: 'id', message: 'expected string, got 1' },
      { path: 'parts.1.size', message: 'expected an even number' },
      { path: 'next', message: 'expected string, got an object' },
      { path: 'next', message: 'expected null, got an object' },
    ]),
  )
})

test('the value itself has the empty path', () => {
  expect(decode(t.string, undefined)).toEqual(E.left([{ path: '', message: 'expected string, got nothing' }]))
  expect(decode(t.string, [])).toEqual(E.left([{ path: '', message: 'expected string, got a list' }]))
  expect(decode(t.number, 'x'.repeat(100))).toEqual(
    E.left([{ path: '', message: `expected number, got "${'x'.repeat(56)}...` }]),
  )
})
