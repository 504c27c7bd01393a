import { setImmediate as eventLoopTurned } from 'node:timers/promises'
import { decodeLz4Block } from '#adapters/kafka/records/lz4-block'

// The LZ4 frame format 1.6, as far as Kafka's Lz4BlockInputStream reads it: one frame, no dictionary. Checksums are passed
// over, since the CRC of the batch lies over all of it. Our own because no library can be told where to stop.

const MAGIC = 0x184d2204
const FLAG = {
  dictionary: 1 << 0,
  reserved: 1 << 1,
  contentSize: 1 << 3,
  blockChecksum: 1 << 4,
  independentBlocks: 1 << 5,
}
const VERSION = 0b01
const STORED = 0x8000_0000
const MIN_BLOCK_BYTES = 4
const MAX_MATCH_DISTANCE = 64 * 1024

/** An LZ4 byte of length extension stands for at most 255 bytes. */
const MAX_RATIO = 255

/** After so many bytes read and written others get a turn: about two milliseconds. */
const TURN_BYTES = 2 ** 20

/** Decodes on the event loop in short turns. Throws RangeError when the frame is unsound or holds more than `bound`. */
export const decodeLz4Frame = async (bytes: Buffer, bound: number): Promise<Buffer> => {
  const frame = descriptor(bytes)
  if (frame.contentSize > bound) throw new RangeError(`more than ${bound} bytes`)
  let out: Buffer = Buffer.allocUnsafe(Math.min(bound, 4 * bytes.length))
  let written = 0
  let sinceTurn = 0
  for (const { content, isStored } of blocksOf(bytes, frame)) {
    const room = isStored ? content.length : Math.min(frame.blockBytes, content.length * MAX_RATIO)
    out = withRoom(out, written, room, bound)
    const at = written
    const end = Math.min(at + frame.blockBytes, out.length)
    const floor = frame.isIndependent ? at : Math.max(0, at - MAX_MATCH_DISTANCE)
    written = isStored ? store(content, out, at) : decodeLz4Block(content, out, { at, floor, end })
    sinceTurn += MIN_BLOCK_BYTES + content.length + written - at
    if (sinceTurn >= TURN_BYTES) {
      sinceTurn = 0
      await eventLoopTurned()
    }
  }
  if (frame.contentSize >= 0 && frame.contentSize !== written)
    throw new RangeError(`${written} bytes, not ${frame.contentSize}`)
  return out.subarray(0, written)
}

type Block = Readonly<{ content: Buffer; isStored: boolean }>

/** Each with its length before it, whose highest bit says that it is not compressed; a length of 0 ends them. */
function* blocksOf(bytes: Buffer, frame: Descriptor): Generator<Block, void, undefined> {
  for (let at = frame.blocksAt; ; ) {
    if (bytes.length - at < MIN_BLOCK_BYTES) throw new RangeError('the frame has no end')
    const word = bytes.readUInt32LE(at)
    if (word === 0) return
    const from = at + 4
    const size = word % STORED
    if (size > frame.blockBytes || size > bytes.length - from)
      throw new RangeError(`a block cannot be ${size} bytes long`)
    yield { content: bytes.subarray(from, from + size), isStored: word >= STORED }
    at = from + size + frame.checksumBytes
  }
}

type Descriptor = ReturnType<typeof descriptor>

/** What stands before the blocks: magic, flags, block size, then perhaps the content's size, and a checksum byte. */
const descriptor = (bytes: Buffer) => {
  if (bytes.length < 7 || bytes.readUInt32LE(0) !== MAGIC) throw new RangeError('no lz4 frame')
  const flags = bytes.readUInt8(4)
  if (flags >>> 6 !== VERSION || (flags & FLAG.reserved) !== 0)
    throw new RangeError('an unknown version of lz4 frames')
  if ((flags & FLAG.dictionary) !== 0) throw new RangeError('a dictionary is needed')
  const sized = (flags & FLAG.contentSize) !== 0
  if (sized && bytes.length < 15) throw new RangeError('the frame ends within its header')
  return {
    blocksAt: sized ? 15 : 7,
    blockBytes: blockBytes(bytes.readUInt8(5)),
    isIndependent: (flags & FLAG.independentBlocks) !== 0,
    checksumBytes: (flags & FLAG.blockChecksum) === 0 ? 0 : 4,
    contentSize: sized ? Number(bytes.readBigUInt64LE(6)) : -1,
  }
}

/** Codes 4 to 7 are 64 KiB to 4 MiB. */
const blockBytes = (descriptorByte: number): number => {
  const code = (descriptorByte >>> 4) & 0b111
  if (code < 4 || (descriptorByte & 0b1000_1111) !== 0) throw new RangeError('an unknown block size')
  return 2 ** (8 + 2 * code)
}

/** Doubles, so that what is allocated follows what is written and not what a header promises. */
const withRoom = (out: Buffer, written: number, room: number, bound: number): Buffer => {
  if (out.length - written >= room || out.length === bound) return out
  const larger = Buffer.allocUnsafe(Math.min(bound, written + Math.max(room, written)))
  out.copy(larger, 0, 0, written)
  return larger
}

const store = (block: Buffer, out: Buffer, at: number): number => {
  if (block.length > out.length - at) throw new RangeError('more bytes than may come out')
  return at + block.copy(out, at)
}
