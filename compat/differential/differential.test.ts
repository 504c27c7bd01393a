import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Site, startKafka, startKedge } from './brokers.ts'
import { hold, type Transcript } from './conversation.ts'
import { deliberate } from './deliberate.ts'
import { differencesOf } from './plain.ts'
import { scenarios } from './scenarios/all.ts'
import { timers } from './scenarios/timers.ts'

// The same conversations with Apache Kafka and with Kedge: what Kafka answers is right, but where `deliberate.ts` says why not.

/** Conversations at the same time. Those that wait for timers are held beside them, and cost little. */
const AT_ONCE = 12

const all = Object.entries(scenarios)
const sites: Site[] = []
const held = new Map<string, Promise<readonly [kafka: Transcript, kedge: Transcript]>>()

beforeAll(async () => {
  const started = await Promise.allSettled([startKafka(), startKedge()])
  for (const outcome of started) if (outcome.status === 'fulfilled') sites.push(outcome.value)
  const [kafka, kedge] = sites
  for (const outcome of started) if (outcome.status === 'rejected') throw outcome.reason
  if (kafka === undefined || kedge === undefined) throw new Error('two brokers were to start')
  const lanes = new Map<string | number, Promise<unknown>>()
  for (const [i, [name, scenario]] of all.entries()) {
    const group = `${String(i).padStart(3, '0')} ${name}`
    const lane = name in timers ? name : i % AT_ONCE
    const before = lanes.get(lane) ?? Promise.resolve()
    const both = before.then(() => Promise.all([hold(kafka, group, scenario), hold(kedge, group, scenario)]))
    held.set(name, both)
    lanes.set(
      lane,
      both.catch(() => {}),
    )
  }
})
afterAll(async () => {
  await Promise.allSettled(held.values())
  await Promise.all(sites.map((site) => site.stop()))
})

test.for(all.map(([name]) => name))('%s', async (name) => {
  const [kafka, kedge] = (await held.get(name)) ?? []
  if (kafka === undefined || kedge === undefined) throw new Error('the conversation was not held')
  const steps = Array.from({ length: Math.max(kafka.length, kedge.length) }, (_, i) => [kafka[i], kedge[i]])
  const found = steps.flatMap(([one, other]) =>
    one !== undefined && one.step === other?.step
      ? differencesOf(one.answer, other.answer).map((line) => `${one.step}${line}`)
      : [`Kafka: ${one?.step ?? 'nothing'}; Kedge: ${other?.step ?? 'nothing'}`],
  )
  const expected = deliberate.get(name) ?? []
  const said = kafka.map((entry) => JSON.stringify(entry)).join('\n')
  expect(found.toSorted(), `otherwise than Kafka, which answered\n${said}\n`).toEqual(expected.toSorted())
})

test('what is told to be different is a scenario', () => {
  expect([...deliberate.keys()].filter((name) => scenarios[name] === undefined)).toEqual([])
})
