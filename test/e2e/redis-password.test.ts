import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { processes } from './processes.ts'

const { kedge, redisWith } = processes()

const PASSWORD = 'a:b@c/d%e#f?'

test('the password for Redis comes from a file, and is shown nowhere', async () => {
  const redis = await redisWith()
  await redis.call('CONFIG', 'SET', 'requirepass', PASSWORD)
  const file = join(await kedge.directory(), 'password')
  await writeFile(file, `${PASSWORD}\n`)
  const flags = ['--store', redis.url, '--log-level', 'debug']

  const broker = await kedge.start(flags, { env: { KEDGE_REDIS_PASSWORD_FILE: file } })
  await broker.stop()
  const without = await kedge.run(flags)
  expect(without).toMatchObject({ code: 77, stderr: expect.stringContaining('NOAUTH') })

  await writeFile(file, `not ${PASSWORD}`)
  const wrong = await kedge.run(flags, { env: { KEDGE_REDIS_PASSWORD_FILE: file } })
  expect(wrong).toMatchObject({ code: 77, stderr: expect.stringContaining('WRONGPASS') })
  for (const said of [broker.output(), wrong.stdout, wrong.stderr]) expect(said).not.toContain(PASSWORD)
})

test('a user of Redis logs in by name', async () => {
  const redis = await redisWith()
  await redis.call('ACL', 'SETUSER', 'kedge', 'on', `>${PASSWORD}`, '~*', '&*', '+@all')
  await redis.call('ACL', 'SETUSER', 'default', 'off')
  const env = { KEDGE_REDIS_USERNAME: 'kedge', KEDGE_REDIS_PASSWORD: PASSWORD }
  const broker = await kedge.start(['--store', redis.url], { env })
  expect(broker.output()).not.toContain(PASSWORD)
  await broker.stop()
})
