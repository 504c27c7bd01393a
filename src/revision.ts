import { readFileSync } from 'node:fs'

const root = new URL('../', import.meta.url)

/** The commit that runs, where this is a clone of the repository; else `unknown`. */
export const revision = (): string => {
  try {
    const head = read('.git/HEAD')
    const [, branch] = /^ref: (.+)$/.exec(head) ?? []
    return (branch === undefined ? head : read(`.git/${branch}`)).slice(0, 12)
  } catch {
    return 'unknown'
  }
}

const read = (path: string): string => readFileSync(new URL(path, root), 'utf8').trim()
