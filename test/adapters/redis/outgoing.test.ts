import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { outgoing } from '#adapters/redis/outgoing'
import type { Argument, Command } from '#adapters/redis/resp'

/** RESP as it is defined, without any care for what it costs. */
const plain = (command: Command): Buffer =>
  Buffer.concat([Buffer.from(`*${command.length}\r\n`), ...command.map(bulk)])
const bulk = (value: Argument): Buffer => {
  const bytes = bytesOf(value)
  return Buffer.concat([Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n')])
}
const bytesOf = (value: Argument): Buffer => {
  if (typeof value === 'string' || typeof value === 'number') return Buffer.from(String(value))
  return Buffer.isBuffer(value) ? value : Buffer.concat(value)
}

const size = fc.oneof(fc.nat(40), fc.nat(3_000), fc.nat(70_000))
const bytes = size.map((length) => Buffer.alloc(length, length))
const anyArgument: fc.Arbitrary<Argument> = fc.oneof(
  fc.string({ unit: 'binary' }),
  size.map((length) => 'x'.repeat(length)),
  size.map((length) => `${'x'.repeat(length)}ü`),
  fc.maxSafeInteger(),
  fc.double(),
  bytes,
  fc.array(bytes, { maxLength: 4 }),
)
const anyCommand = fc
  .tuple(fc.string({ maxLength: 20 }), fc.array(anyArgument, { maxLength: 12 }))
  .map(([name, args]): Command => [name, ...args])

describe('what is to be sent', () => {
  test.prop([fc.array(fc.array(anyCommand, { maxLength: 6 }), { maxLength: 4 })])(
    'is all commands, in order, whatever is taken when',
    (turns) => {
      const sending = outgoing()
      // Kept until the end: what was taken must not change when more is added.
      const taken = turns.map((commands) => {
        for (const command of commands) sending.add(command)
        return sending.take()
      })
      for (const [i, commands] of turns.entries())
        expect(Buffer.concat(taken[i] ?? []).equals(Buffer.concat(commands.map(plain)))).toBe(true)
      expect(sending.take()).toEqual([])
    },
  )

  test.prop([
    fc.oneof(
      fc.nat(2_000),
      fc.maxSafeInteger(),
      fc.nat(2_000).map((n) => Number.MAX_SAFE_INTEGER - n),
    ),
  ])('has numbers as they are written, to the last digit', (number) => {
    const sending = outgoing()
    sending.add(['X', number])
    expect(Buffer.concat(sending.take()).toString()).toBe(plain(['X', number]).toString())
  })

  test('has large arguments as they are', () => {
    const sending = outgoing()
    const records = [Buffer.alloc(5_000, 1), Buffer.alloc(9_000, 2)]
    sending.add(['XADD', records])
    const pieces: readonly Buffer[] = sending.take()
    for (const each of records) expect(pieces.some((piece) => piece === each)).toBe(true)
  })
})
