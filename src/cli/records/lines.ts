const LINE_FEED = 10
const CARRIAGE_RETURN = 13

/**
 * The lines of what came so far, as bytes: those that each piece of input has completed, together. Unless `keepCr`, a carriage
 * return before a line feed ends a line with it.
 */
export async function* linesOf(
  input: AsyncIterable<Buffer | string>,
  keepCr: boolean,
): AsyncGenerator<readonly Buffer[], void> {
  let begun: Buffer[] = []
  for await (const piece of input) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece
    const lines: Buffer[] = []
    let from = 0
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, from)) {
      begun.push(bytes.subarray(from, end))
      const line = Buffer.concat(begun)
      lines.push(!keepCr && line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line)
      begun = []
      from = end + 1
    }
    if (from < bytes.length) begun.push(bytes.subarray(from))
    if (lines.length > 0) yield lines
  }
  if (begun.length > 0) yield [Buffer.concat(begun)]
}
