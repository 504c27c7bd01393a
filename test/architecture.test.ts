import { spawnSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import { describe, expect, test } from 'vitest'
import { repository } from '#test/support/unpacked'

const options = await extractDepcruiseOptions(join(repository, '.dependency-cruiser.cjs'))
const rules = (options.ruleSet?.forbidden ?? []).map(({ name }) => name!)

const cruised = async (baseDir: string): Promise<ICruiseResult> => {
  const { output } = await cruise(['src'], { ...options, validate: true, baseDir })
  if (typeof output === 'string') throw new Error(output)
  return output
}
const sources = globSync('src/**/*.ts', { cwd: repository })

describe('the layers', () => {
  test('are kept', async () => {
    const { modules, summary } = await cruised(repository)
    // A cruise that reads nothing finds nothing.
    expect(modules.map(({ source }) => source).filter((path) => path.startsWith('src/'))).toHaveLength(
      sources.length,
    )
    expect(sources.length).toBeGreaterThan(50)
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([])
  })

  test('follow imports by layer, of types too', async () => {
    const { modules } = await cruised(repository)
    const { dependencies } = modules.find(({ source }) => source === 'src/adapters/system/clock.ts')!
    expect(dependencies).toMatchObject([
      { module: '#ports/clock', resolved: 'src/ports/clock.ts', couldNotResolve: false },
    ])
    expect(dependencies[0]!.dependencyTypes).toContain('type-only')
  })
})

/** For each rule a file that breaks it, and the import that does. */
const planted: Readonly<Record<string, readonly [file: string, imported: string]>> = {
  shared: ['src/shared/a.ts', '#domain/target'],
  domain: ['src/domain/a.ts', '#ports/target'],
  ports: ['src/ports/a.ts', '#application/target'],
  application: ['src/application/a.ts', '#adapters/redis/target'],
  protocol: ['src/adapters/kafka/protocol/a.ts', '#ports/target'],
  records: ['src/adapters/kafka/records/a.ts', '#adapters/kafka/protocol/target'],
  handlers: ['src/adapters/kafka/handlers/a.ts', '#adapters/kafka/records/target'],
  'handlers-do-not-decide': ['src/adapters/kafka/handlers/b.ts', '#domain/group/decider'],
  server: ['src/adapters/kafka/server/a.ts', '#application/target'],
  'error-codes': ['src/adapters/kafka/error-codes.ts', '#adapters/kafka/protocol/target'],
  redis: ['src/adapters/redis/a.ts', '#application/target'],
  embedded: ['src/adapters/embedded/a.ts', '#application/target'],
  memory: ['src/adapters/memory/a.ts', '#application/target'],
  system: ['src/adapters/system/a.ts', '#application/target'],
  pino: ['src/adapters/pino/a.ts', '#application/target'],
  prometheus: ['src/adapters/prometheus/a.ts', '#application/target'],
  opentelemetry: ['src/adapters/opentelemetry/a.ts', '#application/target'],
  http: ['src/adapters/http/a.ts', 'node:net'],
  config: ['src/config.ts', '#ports/target'],
  cli: ['src/cli/a.ts', '#application/target'],
  'config-is-handed-down': ['src/application/b.ts', '#config/target'],
  'adapters-are-strangers': ['src/adapters/memory/b.ts', '#adapters/redis/target'],
  'nobody-imports-the-program': ['src/config/a.ts', '#broker'],
  'nobody-imports-main': ['src/cli.ts', './main.ts'],
  'home-of-fp-ts': ['src/shared/b.ts', 'fp-ts'],
  'home-of-io-ts': ['src/shared/c.ts', 'io-ts'],
  'home-of-xstate': ['src/domain/group/types.ts', 'xstate'],
  'home-of-ioredis': ['src/adapters/embedded/b.ts', 'ioredis'],
  'home-of-lru-cache': ['src/adapters/memory/c.ts', 'lru-cache'],
  'home-of-lmdb': ['src/adapters/redis/b.ts', 'lmdb'],
  'home-of-pino': ['src/adapters/system/b.ts', 'pino'],
  'home-of-yaml': ['src/adapters/system/c.ts', 'yaml'],
  'home-of-prom-client': ['src/adapters/http/b.ts', 'prom-client'],
  'home-of-@opentelemetry/api': ['src/adapters/http/c.ts', '@opentelemetry/api'],
  'home-of-@node-rs/crc32': ['src/adapters/redis/c.ts', '@node-rs/crc32'],
  'home-of-snappy': ['src/adapters/redis/d.ts', 'snappy'],
  'home-of-lz4-napi': ['src/adapters/redis/e.ts', 'lz4-napi'],
  'home-of-@platformatic/kafka': ['src/cli/records/b.ts', '@platformatic/kafka'],
  'only-known-packages': ['src/adapters/redis/f.ts', 'stranger'],
  'no-tests': ['src/main.ts', '#test/target'],
  'no-dev-dependencies': ['src/adapters/redis/g.ts', 'vitest'],
  'no-cycles': ['src/domain/cycle.ts', '#domain/cycled'],
  resolvable: ['src/domain/b.ts', '#domain/nowhere'],
}

const targets = [
  ...['domain', 'ports', 'application', 'config', 'adapters/redis'].map((layer) => `src/${layer}/target.ts`),
  ...['protocol', 'records'].map((part) => `src/adapters/kafka/${part}/target.ts`),
  'src/domain/group/decider.ts',
  'src/broker.ts',
  'test/target.ts',
]

const plant = (root: string): void => {
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  const { imports, dependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
  const manifest = {
    type: 'module',
    imports,
    dependencies: { ...dependencies, stranger: '1' },
    devDependencies: { vitest: '1' },
  }
  write('package.json', JSON.stringify(manifest))
  for (const name of [...Object.keys(manifest.dependencies), 'vitest', '@opentelemetry/api']) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }))
    write(`node_modules/${name}/index.js`, '')
  }
  for (const file of targets) write(file, 'export type Target = 1\n')
  write('src/domain/cycled.ts', "export type { Target } from '#domain/cycle'\n")
  for (const [file, imported] of Object.values(planted))
    write(file, `export type { Target } from '${imported}'\n`)
}

describe('a broken rule', () => {
  test('has a planted violation, each of them', () => {
    expect(Object.keys(planted).toSorted()).toEqual(rules.toSorted())
  })

  test('is found, each of them, by an import of types alone', async () => {
    const root = mkdtempSync(join(tmpdir(), 'kedge-architecture-'))
    try {
      plant(root)
      const { violations } = (await cruised(root)).summary
      const found = violations.map(({ rule, from }) => `${rule.name}: ${from}`)
      for (const [rule, [file]] of Object.entries(planted)) expect(found).toContain(`${rule}: ${file}`)
    } finally {
      rmSync(root, { recursive: true })
    }
  })
})

test('the domain does not know time, bytes, the process, the console or the network', () => {
  const tsc = join(repository, 'node_modules', 'typescript', 'bin', 'tsc')
  const fixture = join(repository, 'test', 'fixtures', 'domain-globals')
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', fixture, '--pretty', 'false'], {
    encoding: 'utf8',
  })
  const unknown = [...stdout.matchAll(/Cannot find name '(\w+)'/g)].map(([, name]) => name)
  expect(unknown).toEqual(['setTimeout', 'Buffer', 'process', 'console', 'fetch'])
})

describe('files', () => {
  const lines = sources.map((path) => ({
    path,
    count: readFileSync(join(repository, path), 'utf8').split('\n').length - 1,
  }))

  test('are short', () => {
    const sorted = lines.map(({ count }) => count).toSorted((a, b) => a - b)
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(130)
    expect(lines.filter(({ count }) => count > 400)).toEqual([])
  })

  test('are named for what is in them', () => {
    const nameless = new Set(['index.ts', 'utils.ts', 'helpers.ts', 'common.ts'])
    expect(sources.filter((path) => nameless.has(basename(path)))).toEqual([])
  })
})
