import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '#test/support/eventually'
import { freePort } from '#test/support/redis-server'
import { repository } from '#test/support/unpacked'

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('close', () => socket.destroy())
    socket.once('connect', () => socket.end())
  })

test.each(['auto', 'pretty', 'json'])(
  'a broker whose lines (%s) nobody reads any more serves until it is told to stop',
  async (format) => {
    const port = await freePort()
    const flags = ['--store', 'memory:', '--port', String(port), '--http-port', '0', '--log-format', format]
    const child = spawn(process.execPath, [join(repository, 'bin', 'kedge.js'), 'serve', ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const ended = once(child, 'exit')
    onTestFinished(() => void child.kill('SIGKILL'))
    child.stdout.destroy()
    child.stderr.destroy()
    await eventually('it serves, or has ended', async () =>
      child.exitCode !== null || (await answers(port)) ? true : undefined,
    )
    // Whatever it says of that it has said once it answers again.
    child.kill('SIGHUP')
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  },
)
