import { existsSync, readdirSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A program that can be run, with the environment it needs. */
export type Runnable = Readonly<{ path: string; env: NodeJS.ProcessEnv }>

export const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

export const onPath = (program: string, path = process.env['PATH'] ?? ''): string | undefined =>
  path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, program))
    .find((file) => existsSync(file))

/** A program out of Debian packages that were unpacked, not installed: its libraries lie beside it. */
export const unpacked = (root: string, program: string): Runnable | undefined => {
  const path = join(root, 'usr', 'bin', program)
  return existsSync(path) ? { path, env: unpackedEnvironment(root) } : undefined
}

export const unpackedEnvironment = (root: string): NodeJS.ProcessEnv => ({
  ...process.env,
  LD_LIBRARY_PATH: [...libraryFolders(root), process.env['LD_LIBRARY_PATH'] ?? '']
    .filter((folder) => folder !== '')
    .join(delimiter),
})

/** `lib`, `usr/lib` and the folders of the machine's architecture (`x86_64-linux-gnu`) below them. */
const libraryFolders = (root: string): readonly string[] =>
  [join(root, 'usr', 'lib'), join(root, 'lib')]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => [
      ...readdirSync(folder)
        .filter((name) => name.includes('-linux-gnu'))
        .map((name) => join(folder, name)),
      folder,
    ])
