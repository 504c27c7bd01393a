import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { repository } from '#test/support/unpacked'
import { compileMembers } from '../compat/java.ts'
import { getJava } from './kafka-jars.ts'

// `npm run compat`: what it needs that npm does not bring, then vitest with the arguments given here. Without Java or the
// jars of Apache Kafka it fails; whoever knows that and does not want it says KEDGE_COMPAT=off.

if (process.env['KEDGE_COMPAT'] === 'off') {
  console.log('\nCOMPAT IS OFF (KEDGE_COMPAT=off): NO CLIENT OF ANOTHER LANGUAGE WAS TRIED\n')
} else {
  const found = getJava()
  if (typeof found === 'string') {
    console.error(`FAILED compat: Apache Kafka's clients cannot be run here: ${found}
Install what is missing, name a folder with the jars (KEDGE_KAFKA_JARS), or go without (KEDGE_COMPAT=off).`)
    process.exitCode = 1
  } else {
    await compileMembers()
    const vitest = join(repository, 'node_modules', '.bin', 'vitest')
    const args = ['run', '--config', 'compat/vitest.config.ts', ...process.argv.slice(2)]
    const child = spawn(vitest, args, { cwd: repository, stdio: 'inherit' })
    const [code] = await once(child, 'exit')
    process.exitCode = code ?? 1
  }
}
