import { expect, test } from 'vitest'
import { fakeServices, fakeTopics } from '#test/support/fake-services'
import { nextId, sendFetch, sendProduce, sendVersions } from './requests.ts'
import { appended, found, heldServices, serve, topic } from './serve.ts'

const answering = () =>
  fakeServices({
    topics: fakeTopics([topic]),
    produce: { append: () => Promise.resolve(appended()) },
    fetch: { fetch: ({ partitions }) => Promise.resolve(partitions.map(() => found(Buffer.from('abc')))) },
  })

test('each request is a line once it is answered, with who asked, what, how long and how much', async () => {
  const { client, log, time } = await serve(answering(), { isDebug: true })
  const raw = await client()
  const id = sendVersions(raw)
  await nextId(raw)
  sendProduce(raw)
  await nextId(raw)
  const other = await client()
  sendProduce(other, 0, { name: 'no-such-topic' })
  await nextId(other)
  time.pass(0)
  const peer = expect.stringMatching(/^127\.0\.0\.1:\d+$/)
  const [versions, produced, refused] = log
  expect(log).toHaveLength(3)
  expect(versions).toEqual({
    level: 'debug',
    message: 'request',
    facts: {
      connection: 1,
      peer,
      clientId: 'raw',
      api: 'ApiVersions',
      version: 3,
      correlationId: id,
      ms: expect.any(Number),
      bytesIn: expect.any(Number),
      bytesOut: expect.any(Number),
    },
  })
  expect(Number(versions?.facts['bytesOut'])).toBeGreaterThan(Number(versions?.facts['bytesIn']))
  expect(produced?.facts).toMatchObject({ connection: 1, api: 'Produce', version: 9 })
  expect(produced?.facts).not.toHaveProperty('errors')
  expect(refused?.facts).toMatchObject({ connection: 2, api: 'Produce', errors: [3] })
})

test('the time is that until the answer', async () => {
  const { services, fetches } = heldServices()
  const { client, log, time } = await serve(services, { isDebug: true })
  const raw = await client()
  sendFetch(raw)
  await expect.poll(() => fetches.length).toBe(1)
  time.pass(250)
  fetches[0]?.answer([found()])
  await nextId(raw)
  expect(log).toMatchObject([{ facts: { api: 'Fetch', ms: 250 } }])
})

test('nothing is looked at where debug lines are not written', async () => {
  const { client, log } = await serve(answering())
  const raw = await client()
  sendProduce(raw)
  await nextId(raw)
  expect(log).toEqual([])
})

test('a client id is shown as far as it is one', async () => {
  const { client, log } = await serve(answering(), { isDebug: true })
  const raw = await client()
  const id = Buffer.alloc(20_000, 'x')
  const length = Buffer.alloc(2)
  length.writeInt16BE(id.length)
  const body = Buffer.concat([Buffer.from([0, 18, 0, 0, 0, 0, 0, 9]), length, id])
  const prefix = Buffer.alloc(4)
  prefix.writeInt32BE(body.length)
  raw.write(prefix, body)
  await nextId(raw)
  expect(String(log[0]?.facts['clientId'])).toHaveLength(200)
})
