import { fc, test } from '@fast-check/vitest'
import { compressFrame } from 'lz4-napi'
import { describe, expect } from 'vitest'
import { decodeLz4Frame } from '#adapters/kafka/records/lz4-frame'
import { anyBytes } from './arbitrary.ts'

const INDEPENDENT = 0x60
const LINKED = 0x40
const WITH_SIZE = 0x08

type Block = Readonly<{ stored?: string; packed?: string }>

/** A frame made by hand: flags, blocks in text or hex, and what the header says its content's size is. */
const frame = (flags: number, blocks: readonly Block[], size?: number): Buffer => {
  const header = [Buffer.from([0x04, 0x22, 0x4d, 0x18, flags | (size === undefined ? 0 : WITH_SIZE), 0x40])]
  if (size !== undefined) {
    const content = Buffer.alloc(8)
    content.writeBigUInt64LE(BigInt(size))
    header.push(content)
  }
  return Buffer.concat([...header, Buffer.from([0]), ...blocks.map(encoded), Buffer.alloc(4)])
}

const encoded = ({ stored, packed = '' }: Block): Buffer => {
  const content = stored === undefined ? Buffer.from(packed, 'hex') : Buffer.from(stored)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(content.length + (stored === undefined ? 0 : 2 ** 31))
  return Buffer.concat([length, content])
}

/** Token 04: no literals, a match of 8; 8 bytes back; then the last sequence, of no literals. */
const EIGHT_BACK = '04080000'

const decoded = async (bytes: Buffer, bound = 1000): Promise<string> =>
  (await decodeLz4Frame(bytes, bound)).toString()

describe('an lz4 frame', () => {
  test.prop([anyBytes(3000), fc.boolean(), fc.boolean(), fc.integer({ min: 1, max: 50 })])(
    'of lz4_flex is read, whatever checksums it has',
    async (bytes, contentChecksum, blockChecksums, times) => {
      const content = Buffer.concat(Array.from({ length: times }, () => bytes))
      const packed = await compressFrame(content, { contentChecksum, blockChecksums })
      expect((await decodeLz4Frame(packed, content.length)).equals(content)).toBe(true)
    },
  )

  test('may hold blocks that are not compressed', async () => {
    expect(await decoded(frame(INDEPENDENT, [{ stored: 'abc' }, { stored: 'def' }]))).toBe('abcdef')
  })

  test('whose blocks are linked may look back into the one before', async () => {
    expect(await decoded(frame(LINKED, [{ stored: 'abcdefgh' }, { packed: EIGHT_BACK }]))).toBe(
      'abcdefghabcdefgh',
    )
  })

  test('whose blocks are independent may not', async () => {
    const reaching = frame(INDEPENDENT, [{ stored: 'abcdefgh' }, { packed: EIGHT_BACK }])
    await expect(decoded(reaching)).rejects.toThrow('too far back')
  })

  test('a match may overlap itself', async () => {
    // one literal 'a', then 4 + 15 + 6 bytes from one byte back, then the end
    expect(await decoded(frame(INDEPENDENT, [{ packed: '1f61010006' + '00' }]))).toBe('a'.repeat(26))
  })

  test('may say how much it holds, and must be right', async () => {
    expect(await decoded(frame(INDEPENDENT, [{ stored: 'abc' }], 3))).toBe('abc')
    await expect(decoded(frame(INDEPENDENT, [{ stored: 'abc' }], 4))).rejects.toThrow('3 bytes, not 4')
  })

  test('that says it holds too much is refused before it is read', async () => {
    await expect(decoded(frame(INDEPENDENT, [], 2 ** 40))).rejects.toThrow('more than 1000 bytes')
  })

  test('may be empty', async () => {
    expect(await decoded(frame(INDEPENDENT, []))).toBe('')
  })

  test('is one: what follows it is not read, as in Lz4BlockInputStream', async () => {
    const one = frame(INDEPENDENT, [{ stored: 'abc' }])
    expect(await decoded(Buffer.concat([one, one]))).toBe('abc')
  })

  test.each([
    ['of another format', '02214c1864400000000000'],
    ['of another version', '04224d18a0400000000000'],
    ['with a dictionary', '04224d186140000000000000'],
    ['with a reserved flag', '04224d18624000000000'],
    ['with a block size nobody defined', '04224d18603000000000'],
    ['without an end', '04224d18604000'],
    ['with a block larger than it may be', '04224d18604000ffffff7f00'],
  ])('%s is refused', async (_, hex) => {
    await expect(decoded(Buffer.from(hex, 'hex'))).rejects.toThrow(RangeError)
  })

  test.each([
    ['ends within its literals', '5061'],
    ['ends after a match', '1461' + '0100'],
    ['ends within a length', 'f0ff'],
    ['ends within a distance', '1061' + '01'],
    ['has a distance of 0', '1061' + '0000'],
    ['looks back before the beginning', '1061' + '0200' + '00'],
  ])('a block that %s is refused', async (_, packed) => {
    await expect(decoded(frame(INDEPENDENT, [{ packed }]))).rejects.toThrow(RangeError)
  })

  test('a block may not hold more than the block size', async () => {
    const zeros = `1f000100${'ff'.repeat(300)}00` + '00' // 76 KB of zeros in a frame of 64 KiB blocks
    await expect(decoded(frame(INDEPENDENT, [{ packed: zeros }]), 2 ** 20)).rejects.toThrow('more bytes')
  })
})
