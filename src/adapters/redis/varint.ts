/** Unsigned integers up to 2^53 in groups of seven bits, lowest first. */
export const writeVarints = (values: readonly number[]): Buffer => {
  const out: number[] = []
  for (let value of values) {
    for (; value >= 0x80; value = Math.floor(value / 0x80)) out.push((value % 0x80) | 0x80)
    out.push(value)
  }
  return Buffer.from(out)
}

export const readVarints = (bytes: Buffer): readonly number[] => {
  const values: number[] = []
  let value = 0
  let scale = 1
  for (const byte of bytes) {
    value += (byte & 0x7f) * scale
    scale *= 0x80
    if (byte < 0x80) {
      values.push(value)
      value = 0
      scale = 1
    }
  }
  return values
}
