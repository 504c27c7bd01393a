import { readFileSync } from 'node:fs'
import { decode, t } from '#shared/codec'
import { E } from '#shared/fp'
import { revision } from './revision.ts'

const Package = t.type({ version: t.string })

/** The version of this program, as its package.json has it. */
export const version = (): string => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  const decoded = decode(Package, JSON.parse(text))
  return E.isRight(decoded) ? decoded.right.version : 'unknown'
}

/** What `--version` prints. */
export const versionLine = (): string => `kedge ${version()} (${revision()}, node ${process.version})\n`
