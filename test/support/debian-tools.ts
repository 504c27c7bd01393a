import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { onPath, type Runnable, repository, unpacked, unpackedEnvironment } from './unpacked.ts'

export const debianRoot = join(repository, '.cache', 'debian', 'root')
const modules = join(debianRoot, 'usr', 'lib', 'python3', 'dist-packages')

/** kcat: the machine's own, else the one that `scripts/get-debian-tools.ts` unpacked. */
export const kcat = (): Runnable => {
  const found = findKcat()
  if (found === undefined) throw new Error('no kcat: run `node scripts/get-debian-tools.ts`, or install it')
  return found
}

export const findKcat = (): Runnable | undefined => {
  const path = onPath('kcat')
  return path === undefined ? unpacked(debianRoot, 'kcat') : { path, env: process.env }
}

export type Python = Readonly<{ python: string; env: NodeJS.ProcessEnv }>

/** A Python that can `import kafka`, with as many of its compression modules as there are. */
export const pythonKafka = (): Python => {
  const found = findPython(['kafka', ...compression]) ?? findPython(['kafka'])
  if (found === undefined)
    throw new Error('no python3-kafka: run `node scripts/get-debian-tools.ts`, or install it')
  return found
}

export const compression: readonly string[] = ['lz4.frame', 'snappy', 'zstandard']

/** Debian's Python first: the modules that Debian compiles are compiled for it. */
export const findPython = (imports: readonly string[]): Python | undefined =>
  ['/usr/bin/python3', onPath('python3'), join(debianRoot, 'usr', 'bin', 'python3')]
    .filter((python) => python !== undefined)
    .filter((python) => existsSync(python))
    .map((python) => ({ python, env: pythonEnvironment() }))
    .find(
      ({ python, env }) => spawnSync(python, ['-c', `import ${imports.join(', ')}`], { env }).status === 0,
    )

const pythonEnvironment = (): NodeJS.ProcessEnv =>
  existsSync(modules)
    ? {
        ...unpackedEnvironment(debianRoot),
        PYTHONPATH: [modules, process.env['PYTHONPATH'] ?? '']
          .filter((folder) => folder !== '')
          .join(delimiter),
      }
    : process.env
