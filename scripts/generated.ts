import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '#test/support/unpacked'

/** Writes a file of docs/; with --check, says whether it is up to date. */
export const generated = (name: string, text: string, script: string): void => {
  const file = join(repository, 'docs', name)
  if (!process.argv.includes('--check')) writeFileSync(file, text)
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`docs/${name} is out of date: run \`node scripts/${script}\``)
    process.exitCode = 1
  }
}
