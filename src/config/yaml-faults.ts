import type { Document, LineCounter, YAMLError } from 'yaml'
import { yaml } from './yaml.ts'

// In words of our own: yaml's quote what is written there, which may be a password that nobody has put in quotes.

/** What keeps a text from being YAML, each with where it stands. */
export const yamlFaults = (document: Document.Parsed, lines: LineCounter): readonly string[] => {
  const errors = [...document.errors, ...document.warnings].map(
    ({ code, pos }) => `${words[code] ?? otherwise}${at(lines, pos[0])}`,
  )
  return [...new Set(errors.length > 0 ? errors : unknownAliases(document, lines))]
}

/** For aliases that would grow without bound, which are refused when they are expanded. */
export const tooManyAliases = 'aliases (values that begin with *) stand for too much'

const unknownAliases = (document: Document.Parsed, lines: LineCounter): readonly string[] => {
  const found: string[] = []
  yaml().visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) === undefined) found.push(`${special}${at(lines, alias.range?.[0] ?? 0)}`)
    },
  })
  return found
}

const at = (lines: LineCounter, offset: number): string => {
  const { line, col } = lines.linePos(offset)
  return ` at line ${line}, column ${col}`
}

const special = 'a value that begins with *, &, ! or | must stand in quotes'
const otherwise = 'this is not YAML; does a value have to stand in quotes?'
const indent = 'the indentation is another than that of the lines it belongs to'

const words: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  ALIAS_PROPS: special,
  BAD_ALIAS: special,
  MULTIPLE_ANCHORS: special,
  MULTIPLE_TAGS: special,
  TAG_RESOLVE_FAILED: `${special} (tags are not known here)`,
  UNEXPECTED_TOKEN: 'something stands here that belongs elsewhere, or must stand in quotes',
  BAD_SCALAR_START: 'a value that begins with @, % or ` must stand in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a value with a colon and a space in it must stand in quotes',
  BAD_DQ_ESCAPE:
    'a backslash in double quotes is followed by what it cannot be; single quotes take it as it is',
  MISSING_CHAR: 'a closing quote or bracket, a colon, a comma or a space is missing',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line, with a colon after it',
  DUPLICATE_KEY: 'a key is written twice',
  BAD_INDENT: indent,
  TAB_AS_INDENT: 'a tab indents here, where only spaces can',
  MULTIPLE_DOCS: 'there can be one document only, and no --- in it',
}
