import { compress, uncompress } from 'snappy'

// Kafka's snappy is what snappy-java's SnappyOutputStream writes ("xerial" framing): a header of 16 bytes, then blocks, each
// with its length as an int32. librdkafka and others send one raw block instead; a reader must take both.

/** 0x82 and "SNAPPY" and 0, which as raw snappy would not decode. */
const MAGIC = Buffer.from('82534e4150505900', 'hex')
const VERSION = 1
const HEADER_BYTES = MAGIC.length + 8
const BLOCK_BYTES = 32 * 1024

/** 64 MiB in the smallest blocks that snappy-java can be set to. */
const MAX_BLOCKS = 65_536

/** Without it each result is an external buffer, five times slower and held until the event loop turns. */
const copied = { copyOutputData: true }

/** Throws before it decompresses anything if the blocks together say that they hold more than `bound`. */
export const decodeSnappy = async (bytes: Buffer, bound: number): Promise<Buffer> => {
  const blocks = startsWithMagic(bytes, 0) ? xerialBlocks(bytes) : [bytes]
  const promised = blocks.reduce((sum, block) => sum + plainLength(block), 0)
  if (promised > bound) throw new RangeError(`more than ${bound} bytes`)
  const plain: Buffer[] = []
  for (const block of blocks) plain.push(await uncompressed(block))
  return plain.length === 1 && plain[0] !== undefined ? plain[0] : Buffer.concat(plain, promised)
}

export const encodeXerial = async (bytes: Buffer): Promise<Buffer> => {
  const header = Buffer.alloc(HEADER_BYTES)
  MAGIC.copy(header)
  header.writeInt32BE(VERSION, MAGIC.length)
  header.writeInt32BE(VERSION, MAGIC.length + 4)
  const parts: Buffer[] = [header]
  for (let from = 0; from < bytes.length; from += BLOCK_BYTES) {
    const block = await compress(bytes.subarray(from, from + BLOCK_BYTES), copied)
    const length = Buffer.alloc(4)
    length.writeInt32BE(block.length)
    parts.push(length, block)
  }
  return Buffer.concat(parts)
}

const startsWithMagic = (bytes: Buffer, at: number): boolean =>
  bytes.length - at >= HEADER_BYTES && bytes.subarray(at, at + MAGIC.length).equals(MAGIC)

const xerialBlocks = (bytes: Buffer): Buffer[] => {
  const blocks: Buffer[] = []
  for (let at = HEADER_BYTES; at < bytes.length; ) {
    // a stream that was appended to a stream, which snappy-java reads as one
    if (startsWithMagic(bytes, at)) {
      at += HEADER_BYTES
      continue
    }
    if (bytes.length - at < 4) throw new RangeError('a block has no length')
    const length = bytes.readInt32BE(at)
    if (length <= 0 || length > bytes.length - at - 4)
      throw new RangeError(`a block cannot be ${length} bytes long`)
    if (blocks.length === MAX_BLOCKS) throw new RangeError(`more than ${MAX_BLOCKS} blocks`)
    blocks.push(bytes.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return blocks
}

/** The varint a raw block begins with. The library allocates as much as it says, so it is read before the library is asked. */
const plainLength = (block: Buffer): number => {
  let length = 0
  for (let i = 0; i < 5; i++) {
    const byte = block[i]
    if (byte === undefined) break
    length += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 0x80) return length
  }
  throw new RangeError('a block does not begin with its length')
}

const uncompressed = async (block: Buffer): Promise<Buffer> => {
  const plain = await uncompress(block, copied)
  return typeof plain === 'string' ? Buffer.from(plain) : plain // a string only where it is asked for
}
