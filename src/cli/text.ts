// What a name or a value that others wrote looks like on a terminal: never what they want the terminal to do.

/** Control characters of C0, DEL and C1; what reorders or hides text; separators of lines; halves of a character. */
const unsafe =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

export const visible = (text: string): string => text.replaceAll(unsafe, escaped)

const escaped = (character: string): string => {
  const code = character.codePointAt(0) ?? 0
  const short = named[character]
  if (short !== undefined) return short
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`
}

/** East Asian Wide and Fullwidth (UAX 11), as far as scripts and blocks tell them; emoji in the form that is drawn wide. */
const wide =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u

const ascii = /^[\x20-\x7e]*$/
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** How many columns of a terminal it takes. */
export const width = (text: string): number => {
  if (ascii.test(text)) return text.length
  let columns = 0
  for (const { segment } of graphemes.segment(text)) columns += wide.test(segment) ? 2 : 1
  return columns
}

/** At most so many columns, the last of them an ellipsis where something was left out. */
export const clipped = (text: string, columns: number): string => {
  if (width(text) <= columns) return text
  let kept = ''
  let taken = 0
  for (const { segment } of graphemes.segment(text)) {
    taken += wide.test(segment) ? 2 : 1
    if (taken > columns - 1) break
    kept += segment
  }
  return `${kept}…`
}

/** Words on lines of at most so many columns. */
export const wrapped = (text: string, columns: number): readonly string[] => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && width(line) + 1 + width(word) > columns) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
