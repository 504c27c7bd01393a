import { afterAll, beforeAll } from 'vitest'
import { type Around, type Ran, runKedge } from '#test/support/cli-shell'
import { type KedgeProcess, kedges } from '#test/support/kedge-process'

const kedge = kedges()

/** A broker on the memory store for a file of tests, and the commands that ask it. */
export const cliBroker = (...flags: readonly string[]) => {
  let broker: KedgeProcess
  beforeAll(async () => {
    broker = await kedge.start(['--store', 'memory:', '--group-initial-rebalance-delay-ms', '0', ...flags])
  })
  afterAll(kedge.stopAll)
  const run = (argv: readonly string[], around: Around = {}) =>
    runKedge(argv, { ...around, env: { KEDGE_BOOTSTRAP: broker.address, ...around.env } })
  return {
    address: () => broker.address,
    run,
    /** It must end with 0, and say nothing but what was asked for. */
    ok: async (...argv: readonly string[]): Promise<string> => succeeded(await run(argv)),
    json: async (...argv: readonly string[]) =>
      JSON.parse(succeeded(await run([...argv, '--output', 'json']))),
    /** It must end with 1; what it says is answered. */
    refused: async (...argv: readonly string[]): Promise<string> => {
      const { code, stderr } = await run(argv)
      if (code !== 1) throw new Error(`kedge ${argv.join(' ')} ended with ${code}: ${stderr}`)
      return stderr
    },
  }
}

const succeeded = ({ code, stdout, stderr }: Ran): string => {
  if (code !== 0) throw new Error(`ended with ${code}: ${stderr}`)
  return stdout
}
