import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { redisBinary } from '#test/support/redis-binary'
import { repository } from '#test/support/unpacked'
import type { Java } from '../scripts/kafka-jars.ts'

const printed = (command: string, ...args: readonly string[]): string => {
  const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  return (stdout === '' ? stderr : stdout).trim()
}

const lineOf = (file: string, pattern: RegExp): string => {
  try {
    return pattern.exec(readFileSync(file, 'utf8'))?.[1] ?? 'unknown'
  } catch {
    return 'unknown'
  }
}

export const machine = (): readonly string[] => [
  `${cpus().length} cores of ${cpus()[0]?.model ?? 'an unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
  `${lineOf('/etc/os-release', /^PRETTY_NAME="(.*)"/m)}, Linux ${release()}`,
  `data in ${lineOf('/proc/mounts', /^\S+ \/ (\S+)/m)}, ${lineOf('/proc/mounts', /^(\S+) \/ /m)}; clients and brokers on the loopback`,
]

export const versions = (java: Java | null): readonly string[] => {
  const commit = printed('git', '-C', repository, 'describe', '--always', '--dirty')
  const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
  const redis = /v=(\S+)/.exec(printed(redisBinary().path, '--version'))?.[1] ?? 'unknown'
  return [
    `Kedge ${version} (${commit}), Node ${process.version}`,
    `Redis ${redis}`,
    ...(java === null ? [] : [`Apache Kafka 4.3.1, ${printed(java.java, '-version').split('\n')[1] ?? ''}`]),
  ]
}
