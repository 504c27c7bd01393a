import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '#test/support/unpacked'

// Adds the builds for other platforms that the registry at hand did not offer to package-lock.json, since npm 11 refuses
// `npm ci` where an optional dependency is missing from the lock. With --check, only says whether one is.

interface Entry {
  readonly version?: string
  readonly dev?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const file = join(repository, 'package-lock.json')
const lock: { packages: Record<string, object> } = JSON.parse(readFileSync(file, 'utf8'))
const packages: Readonly<Record<string, Entry>> = lock.packages

/** Where node would look for `name` from `path`, nearest first. */
const places = (path: string, name: string): readonly string[] => {
  const here = `${path === '' ? '' : `${path}/`}node_modules/${name}`
  return path === ''
    ? [here]
    : [here, ...places(path.slice(0, Math.max(0, path.lastIndexOf('node_modules/') - 1)), name)]
}

const oneOf = (name: string, words: readonly string[]): string | undefined =>
  words.find((word) => name.split(/[/-]/).includes(word))

/** What the name of a build says about its platform: `@swc/core-linux-arm64-musl`. */
const platform = (name: string): object => {
  const cpu = oneOf(name, ['arm64', 'arm', 'ia32', 'x64', 'ppc64', 'riscv64', 's390x'])
  const os = oneOf(name, ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'])
  if (cpu === undefined || os === undefined) throw new Error(`${name} is missing from the lock: npm install`)
  const musl = /musl/.test(name)
  return {
    cpu: [cpu],
    os: [os],
    ...(os === 'linux' && (musl || /gnu/.test(name)) ? { libc: [musl ? 'musl' : 'glibc'] } : {}),
  }
}

const missing = Object.entries(packages).flatMap(([path, { dev, optionalDependencies = {} }]) =>
  Object.entries(optionalDependencies)
    .filter(([name]) => !places(path, name).some((place) => place in packages))
    .map(([name, version]): readonly [string, object] => [
      `node_modules/${name}`,
      { version, ...(dev === true ? { dev } : {}), optional: true, ...platform(name) },
    ]),
)

if (process.argv.includes('--check')) {
  for (const [name] of missing) console.error(`${name} is missing from package-lock.json`)
  if (missing.length > 0) console.error('run `node scripts/complete-lock.ts`')
  process.exitCode = missing.length === 0 ? 0 : 1
} else {
  const all = [...Object.entries(lock.packages), ...missing].toSorted(([a], [b]) => a.localeCompare(b, 'en'))
  lock.packages = Object.fromEntries(all)
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
}
