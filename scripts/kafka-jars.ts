import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onPath, repository } from '#test/support/unpacked'

// Apache Kafka as a reference and as a client: its jars, from Maven Central, in a folder of our own.

const VERSION = '4.3.1'
const cache = join(repository, '.cache')
const own = join(cache, `kafka-jars-${VERSION}`)

export type Java = Readonly<{ java: string; javac: string; jars: string }>

/** What runs Kafka's programs, or what is missing. KEDGE_KAFKA_JARS names a folder that is there already. */
export const findJava = (): Java | string => {
  const java = onPath('java')
  const javac = onPath('javac')
  if (java === undefined || javac === undefined)
    return 'no java and javac (Debian: default-jdk-headless, 17 or newer)'
  const named = process.env['KEDGE_KAFKA_JARS'] ?? ''
  const jars = named === '' ? own : named
  return hasJars(jars) ? { java, javac, jars } : `no Kafka ${VERSION} in ${jars}`
}

const hasJars = (folder: string): boolean =>
  existsSync(folder) &&
  ['kafka-clients', 'kafka-tools', 'kafka_2.13', 'connect-file'].every((name) =>
    readdirSync(folder).some((file) => file.startsWith(`${name}-`) && file.endsWith('.jar')),
  )

/** Fetches the jars unless they are there; answers as `findJava` does. */
export const getJava = (): Java | string => {
  const found = findJava()
  if (typeof found !== 'string') return found
  const mvn = onPath('mvn')
  if (mvn === undefined) return `${found}; and no mvn to fetch it with (Debian: maven)`
  const project = join(cache, 'kafka-jars-project')
  const fresh = `${own}.new`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(project, { recursive: true })
  writeFileSync(join(project, 'pom.xml'), pom)
  const args = ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${fresh}`]
  const { status, stdout, stderr } = spawnSync(mvn, args, {
    cwd: project,
    encoding: 'utf8',
    timeout: 240_000,
  })
  if (status !== 0) return `${found}; ${mvn} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`
  rmSync(own, { recursive: true, force: true })
  renameSync(fresh, own)
  return findJava()
}

const dependency = (artifact: string): string =>
  `<dependency><groupId>org.apache.kafka</groupId><artifactId>${artifact}</artifactId><version>${VERSION}</version></dependency>`

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>kedge</groupId><artifactId>kafka-jars</artifactId><version>1</version>
<dependencies>${dependency('kafka-tools')}${dependency('kafka_2.13')}${dependency('connect-file')}</dependencies></project>
`
