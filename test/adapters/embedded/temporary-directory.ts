import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const temporaryDirectory = () => {
  const path = mkdtempSync(join(tmpdir(), 'kedge-embedded-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
