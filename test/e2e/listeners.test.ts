import { expect, test } from 'vitest'
import { kcat } from '#test/support/debian-tools'
import { eventually } from '#test/support/eventually'
import type { KedgeProcess } from '#test/support/kedge-process'
import { withBroker } from './clients/kafkajs.ts'
import { run } from './clients/run.ts'
import { processes } from './processes.ts'

const { kedge, redisWith } = processes()

const named = [
  '--listeners',
  'internal://127.0.0.1:0,external://127.0.0.1:0',
  '--advertised-listeners',
  'external://localhost',
]

/** Where a process says that clients of a listener connect, of each of its brokers. */
const addressesOn = (listener: string, ...brokers: readonly KedgeProcess[]): readonly string[] =>
  brokers.flatMap((broker) => {
    const listens = /^ {2}listens +(.*)$/m.exec(broker.output())?.[1] ?? ''
    return [...listens.matchAll(/(\S+:\d+) \(broker \d+, (\w+)\)/g)]
      .filter(([, , name]) => name === listener)
      .map(([, address = '']) => address)
  })

const brokersToldAt = (address: string): Promise<readonly string[]> =>
  withBroker(address, async (broker) =>
    (await broker.metadata([])).brokers
      .toSorted((one, other) => one.nodeId - other.nodeId)
      .map(({ host, port }) => `${host}:${port}`),
  )

/** Whoever bootstraps through a listener is told the addresses of that listener, and of all brokers. */
const expectTold = async (listener: string, all: readonly string[]): Promise<void> => {
  expect(new Set(all).size).toBe(2)
  for (const address of all)
    await eventually(`${address} tells ${listener} of both`, async () =>
      (await brokersToldAt(address)).join() === all.join() ? true : undefined,
    )
}

test('clients of two brokers on one Redis are told the addresses of the listener that they came through', async () => {
  const redis = await redisWith()
  const flags = ['--store', redis.url, '--auto-create-topics', 'true', '--num-partitions', '4', ...named]
  const brokers = await Promise.all([0, 1].map((id) => kedge.start([...flags, '--broker-id', `${id}`])))
  const [internal, external] = [addressesOn('INTERNAL', ...brokers), addressesOn('EXTERNAL', ...brokers)]
  expect(internal.every((address) => address.startsWith('127.0.0.1:'))).toBe(true)
  expect(external.every((address) => address.startsWith('localhost:'))).toBe(true)
  await expectTold('INTERNAL', internal)
  await expectTold('EXTERNAL', external)

  // kcat has to reach the leader of every partition by what it is told.
  const values = Array.from({ length: 40 }, (_, i) => `${i}`)
  const input = values.map((value) => `${value}\t${value}\n`).join('')
  await run(kcat(), ['-b', external[0] ?? '', '-P', '-t', 'both', '-K', '\t'], input)
  for (const at of [internal[0] ?? '', external[1] ?? '']) {
    const read = await run(kcat(), ['-b', at, '-C', '-t', 'both', '-o', 'beginning', '-e', '-q'])
    expect(read.toString().trim().split('\n').sort()).toEqual(values.toSorted())
  }
  for (const broker of brokers) await broker.stop()
})

test('two brokers in one process count the ports of every listener up', async () => {
  const both = await kedge.start(['--store', 'memory:', '--brokers', '2', ...named])
  await expectTold('INTERNAL', addressesOn('INTERNAL', both))
  await expectTold('EXTERNAL', addressesOn('EXTERNAL', both))
  await both.stop()
})

test('beside a broker without names, clients of a named listener are not told of it', async () => {
  const redis = await redisWith()
  const plain = await kedge.start(['--store', redis.url, '--broker-id', '0'])
  const other = await kedge.start(['--store', redis.url, '--broker-id', '1', ...named])
  const [external = ''] = addressesOn('EXTERNAL', other)
  expect(await brokersToldAt(external)).toEqual([external])
  expect(await brokersToldAt(plain.address)).toEqual([plain.address])
  await plain.stop()
  await other.stop()
})
