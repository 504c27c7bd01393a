import { groups } from './groups.ts'
import { listeners } from './listeners.ts'
import { log } from './log.ts'
import { logging } from './logging.ts'
import { metrics } from './metrics.ts'
import { producers } from './producers.ts'
import { redis, redisSecrets } from './redis.ts'
import { derived, setting } from './setting.ts'
import { type StoreSetting, store } from './store.ts'
import { topicDefaults } from './topic-defaults.ts'
import { boolean, duration, host, integer, matching, oneOf, size } from './values.ts'

const embedded: StoreSetting = { kind: 'embedded', directory: './data' }
const mebibyte = 1024 * 1024
const maxInt = 2 ** 31 - 1

/** The one table of settings. What a combination of them may not be is in `constraints.ts`. */
export const schema = {
  store: setting(
    {
      path: 'store',
      flag: '--store',
      value: 'memory: | embedded:DIR | redis://... | rediss://...',
      type: store,
      about: 'Where the log lies: in memory, in a directory of this machine, or in Redis.',
      formerly: ['KEDGE_REDIS_URI'],
    },
    embedded,
    'embedded:./data',
  ),
  durability: setting(
    {
      path: 'durability',
      flag: '--durability',
      value: 'any | everysec | always',
      type: oneOf('any', 'everysec', 'always'),
      about: 'What an acknowledgement must be worth; the start is refused where the store cannot give it.',
    },
    'any',
  ),
  embeddedRelaxed: setting(
    {
      path: 'embedded.relaxed',
      flag: '--embedded-relaxed',
      value: null,
      type: boolean,
      about:
        'Flushes behind the answer, as Kafka does: a power loss may take the last second or so, a crash of the broker nothing.',
    },
    false,
  ),
  host: setting(
    {
      path: 'server.host',
      flag: '--host',
      value: 'HOST',
      type: host,
      about:
        'The address to listen on. Any other than loopback needs --insecure, as there is no authentication yet.',
    },
    '127.0.0.1',
  ),
  port: setting(
    {
      path: 'server.port',
      flag: '--port',
      value: 'PORT',
      type: integer(0, 65_535),
      about: 'The port of the first broker; 0 takes a free one and prints it.',
    },
    9092,
  ),
  advertisedHost: derived(
    {
      path: 'server.advertised-host',
      flag: '--advertised-host',
      value: 'HOST',
      type: host,
      about: 'The host that clients are told to connect to.',
      example: 'kafka.example.org',
    },
    'the host; 127.0.0.1 where that is every address',
  ),
  advertisedPort: derived(
    {
      path: 'server.advertised-port',
      flag: '--advertised-port',
      value: 'PORT',
      type: integer(1, 65_535),
      about: 'The port that clients are told to connect to, of the first broker.',
      example: '9092',
    },
    'the port listened on',
  ),
  ...listeners,
  brokerId: setting(
    {
      path: 'server.broker-id',
      flag: '--broker-id',
      value: 'ID',
      type: integer(0, maxInt),
      about: 'The id of the first broker.',
      kafka: ['broker.id', 'node.id'],
    },
    0,
  ),
  brokers: setting(
    {
      path: 'server.brokers',
      flag: '--brokers',
      value: 'N',
      type: integer(1, 1000),
      about: 'How many brokers to run in this process; ids and ports count up.',
    },
    1,
  ),
  namespace: setting(
    {
      path: 'server.namespace',
      flag: '--namespace',
      value: 'NAME',
      type: matching(/^[a-z0-9._-]{1,100}$/, 'lower case: 1 to 100 of a-z 0-9 . _ -'),
      about: 'The cluster within the store: brokers of one namespace are one cluster.',
      formerly: ['KEDGE_SERVER_KEYSPACE'],
    },
    'kedge',
  ),
  autoCreateTopics: derived(
    {
      path: 'server.auto-create-topics',
      flag: '--auto-create-topics',
      value: 'BOOL',
      type: boolean,
      about: 'Whether a topic that a client asks for is created.',
      kafka: ['auto.create.topics.enable'],
      example: 'true',
    },
    'true; false on Redis',
  ),
  numPartitions: setting(
    {
      path: 'server.num-partitions',
      flag: '--num-partitions',
      value: 'N',
      type: integer(1, 10_000),
      about: 'The partitions of a topic that is created without a number.',
      kafka: ['num.partitions'],
    },
    1,
  ),
  insecure: setting(
    {
      path: 'server.insecure',
      flag: '--insecure',
      value: null,
      type: boolean,
      about: 'Listen where others can connect, although there is no authentication yet.',
    },
    false,
  ),
  maxFrameBytes: setting(
    {
      path: 'server.max-frame-bytes',
      flag: '--max-frame-bytes',
      value: 'SIZE',
      type: size(64 * 1024, 100 * mebibyte),
      about: 'The largest request that is read.',
      kafka: ['socket.request.max.bytes'],
    },
    16 * mebibyte,
    '16MiB',
  ),
  connectionIdleMs: setting(
    {
      path: 'server.connection-idle-ms',
      flag: '--connection-idle-ms',
      value: 'TIME',
      type: duration(1000, maxInt),
      about: 'How long a connection may be silent before it is closed.',
      kafka: ['connections.max.idle.ms'],
    },
    600_000,
  ),
  shutdownTimeoutMs: setting(
    {
      path: 'server.shutdown-timeout-ms',
      flag: '--shutdown-timeout-ms',
      value: 'TIME',
      type: duration(0, 3_600_000),
      about: 'How long a stop may wait for requests that are under way.',
    },
    25_000,
  ),
  ...redis,
  ...groups,
  ...producers,
  ...log,
  ...topicDefaults,
  httpPort: setting(
    {
      path: 'http.port',
      flag: '--http-port',
      value: 'PORT',
      type: integer(0, 65_535),
      about: 'The port for health and metrics, of the whole process; 0 for none.',
    },
    8080,
  ),
  ...metrics,
  logLevel: setting(
    {
      path: 'log.level',
      flag: '--log-level',
      value: 'debug | info | warn | error | silent',
      type: oneOf('debug', 'info', 'warn', 'error', 'silent'),
      about: 'The least important lines that are logged.',
    },
    'info',
  ),
  ...logging,
} as const

/** What nobody else may read: never a flag. */
export const secrets = { ...redisSecrets } as const

/** `--config FILE` says where the file is, so it cannot be in it. */
export const configFile = {
  flag: '--config',
  value: 'FILE',
  variable: 'KEDGE_CONFIG',
  otherwise: './kedge.yaml',
} as const
