// Who may import whom: the table of ARCHITECTURE.md as rules. test/architecture.test.ts proves that each of them can fail.

const folder = (path) => `^src/${path}/`
const error = (name, from, to) => ({ name, severity: 'error', from, to })

/** Files under `from` may import nothing but `allowed`: paths of sources, packages, node's own modules. */
const only = (name, from, ...allowed) => error(name, { path: from }, { pathNot: allowed })

const [shared, domain, ports, application] = ['shared', 'domain', 'ports', 'application'].map(folder)
const kafka = Object.fromEntries(
  ['protocol', 'records', 'handlers', 'server'].map((part) => [part, folder(`adapters/kafka/${part}`)]),
)
const errorCodes = '^src/adapters/kafka/error-codes\\.ts$'
const packages = (...names) => `^node_modules/(${names.join('|')})/`
const node = (...names) => `^(node:)?(${names.join('|')})$`
const anyNode = '^(node:)?[a-z_/]+$'

/** Every package, and the only files that may import it. */
const homes = {
  'fp-ts': ['^src/shared/fp\\.ts$'],
  'io-ts': ['^src/shared/codec\\.ts$'],
  xstate: ['^src/domain/.*/(lifecycle|decider)\\.ts$'],
  ioredis: [folder('adapters/redis')],
  'lru-cache': [folder('adapters/redis')],
  lmdb: [folder('adapters/embedded')],
  pino: [folder('adapters/pino')],
  yaml: ['^src/config/'],
  'prom-client': [folder('adapters/prometheus')],
  '@opentelemetry/api': [folder('adapters/opentelemetry')],
  '@node-rs/crc32': [kafka.records, folder('adapters/embedded')],
  snappy: [kafka.records],
  'lz4-napi': [kafka.records],
  '@platformatic/kafka': ['^src/cli/records/member\\.ts$'],
}

module.exports = {
  forbidden: [
    only('shared', shared, shared, packages('fp-ts', 'io-ts')),
    only('domain', domain, domain, shared, packages('xstate')),
    only('ports', ports, ports, domain, shared),
    only('application', application, application, ports, domain, shared),
    only('protocol', kafka.protocol, kafka.protocol, shared, node('buffer', 'zlib', 'crypto')),
    only(
      'records',
      kafka.records,
      kafka.records,
      ports,
      domain,
      shared,
      node('buffer', 'zlib', 'crypto', 'util', 'timers/promises'),
      packages('@node-rs/crc32', 'snappy', 'lz4-napi'),
    ),
    only(
      'handlers',
      kafka.handlers,
      kafka.handlers,
      kafka.protocol,
      errorCodes,
      application,
      ports,
      domain,
      shared,
    ),
    error(
      'handlers-do-not-decide',
      { path: kafka.handlers },
      { path: '^src/domain/.*/(lifecycle|decider)\\.ts$' },
    ),
    only(
      'server',
      kafka.server,
      kafka.server,
      kafka.handlers,
      kafka.protocol,
      ports,
      shared,
      node('net', 'tls', 'buffer', 'events', 'diagnostics_channel'),
    ),
    only('error-codes', errorCodes, application, ports, domain, shared),
    ...['redis', 'embedded', 'memory', 'system', 'pino', 'prometheus', 'opentelemetry'].map((name) =>
      only(
        name,
        folder(`adapters/${name}`),
        folder(`adapters/${name}`),
        ports,
        domain,
        shared,
        '^node_modules/',
        anyNode,
      ),
    ),
    only(
      'http',
      folder('adapters/http'),
      folder('adapters/http'),
      application,
      ports,
      domain,
      shared,
      node('http'),
    ),
    only(
      'config',
      '^src/config(/|\\.ts$)',
      '^src/config(/|\\.ts$)',
      shared,
      packages('yaml'),
      node('util', 'net', 'fs', 'path', 'module'),
    ),
    // The commands that ask a broker: a client of the protocol, of which they are the other end.
    only(
      'cli',
      folder('cli'),
      folder('cli'),
      kafka.protocol,
      kafka.records,
      '^src/config(/|\\.ts$)',
      shared,
      packages('@platformatic/kafka'),
      anyNode,
    ),
    error(
      'config-is-handed-down',
      { path: '^src/[^/]+/', pathNot: '^src/(config|process|cli)/' },
      { path: '^src/config(/|\\.ts$)' },
    ),
    error(
      'adapters-are-strangers',
      { path: '^src/adapters/([^/]+)/' },
      { path: '^src/adapters/', pathNot: '^src/adapters/$1/' },
    ),
    // The files right under src, and src/process, are the program: they put the layers together, and no layer knows them.
    error(
      'nobody-imports-the-program',
      { path: '^src/[^/]+/', pathNot: '^src/process/' },
      { path: '^src/([^/]+\\.ts$|process/)', pathNot: '^src/config\\.ts$' },
    ),
    error('nobody-imports-main', { path: '^src/' }, { path: '^src/main\\.ts$' }),
    ...Object.entries(homes).map(([name, where]) =>
      error(`home-of-${name}`, { path: '^src/', pathNot: where }, { path: packages(name) }),
    ),
    error(
      'only-known-packages',
      { path: '^src/' },
      { path: '^node_modules/', pathNot: packages(...Object.keys(homes)) },
    ),
    error('no-tests', { path: '^src/' }, { path: '^(test|scripts|bench|compat)/' }),
    error(
      'no-dev-dependencies',
      { path: '^src/' },
      // A peer that the user may bring, and that the tests have.
      { dependencyTypes: ['npm-dev'], pathNot: packages('@opentelemetry/api') },
    ),
    error('no-cycles', {}, { circular: true }),
    error('resolvable', {}, { couldNotResolve: true }),
  ],
  options: {
    // Without swc no TypeScript file is read at all, and everything seems to be in order.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['node_modules'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
}
