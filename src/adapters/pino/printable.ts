// What a client sends may be quoted in a line. A terminal would take control characters of it as commands, and signs that
// turn the direction of writing, or end a line, would let it forge one.

const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu
/** JSON has escaped those below U+0020 already. */
const RAW_IN_JSON = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** Text for people, on one line. */
export const printable = (text: string): string => text.replaceAll(UNPRINTABLE, '?')

/** A line of JSON that means the same, and that can be shown. */
export const printableJson = (line: string): string =>
  line.replaceAll(RAW_IN_JSON, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
