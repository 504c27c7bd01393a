import { writeFileSync } from 'node:fs'
import type { CrowdClient } from './crowd.ts'
import { chaosOptions, usage } from './options.ts'
import { chaos } from './scenario.ts'

// `npm run chaos`: prints what happened as a table, and ends with 1 if anything happened that must not.

const say = (text: string) => process.stdout.write(`${new Date().toISOString().slice(11, 23)} ${text}\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

if (process.argv.includes('--help')) {
  say(usage)
  process.exit(0)
}
const options = chaosOptions(process.argv.slice(2))

const javaClient = async (): Promise<readonly CrowdClient[]> => {
  const { getJava } = await import('../../../scripts/kafka-jars.ts')
  const { compileMembers, javaHost } = await import('../../../compat/java.ts')
  const found = getJava()
  if (typeof found === 'string') {
    say(`THE JAVA CLIENT IS NOT IN THIS RUN: ${found}`)
    return []
  }
  await compileMembers()
  return [{ name: 'java', start: javaHost }]
}

const { rows, violations, events } = await chaos(options, options.java ? await javaClient() : [], say)
for (const row of rows) say(JSON.stringify(row))
if (options.log !== '')
  writeFileSync(
    options.log,
    [...events].flatMap(([group, told]) => told.map((one) => JSON.stringify({ group, ...one }))).join('\n'),
  )
const shown = 40
for (const violation of violations.slice(0, shown)) say(`VIOLATION ${violation}`)
if (violations.length > shown) say(`and ${violations.length - shown} more`)
say(`${violations.length} violations`)
process.exit(violations.length === 0 ? 0 : 1)
