import { spawn } from 'node:child_process'
import { kcat } from '#test/support/debian-tools'
import { codecs, type Headers, type Stored } from '../records.ts'
import type { Client } from './client.ts'
import { run } from './run.ts'

/** librdkafka, by Debian's kcat. It has no admin commands: asking for a topic creates it, where brokers do that. */
export const kcatClient: Client = {
  name: 'kcat',
  can: { timestamps: false, headers: 'same', nullHeaders: true, empty: false },
  codecs,
  createTopic: async (at, topic) => {
    await run(kcat(), ['-b', at, '-L', '-t', topic])
  },
  produce: async (at, topic, partition, codec, records) => {
    const headers = (records[0]?.headers ?? []).flatMap(([name, value]) => [
      '-H',
      value === null ? name : `${name}=${value}`,
    ])
    // -Z: an empty key or value is a null one.
    const format = ['-K', '\t', '-Z', '-z', codec, ...headers]
    const input = records.map(({ key, value }) => `${key ?? ''}\t${value ?? ''}\n`).join('')
    await run(kcat(), ['-b', at, '-P', '-t', topic, '-p', String(partition), ...allAcks, ...format], input)
  },
  read: async (at, topic, partition, first = 0) => {
    const format = '%o %T %K %S %k %s %h\\n'
    const from = ['-t', topic, '-p', String(partition), '-o', String(first), '-e', '-q']
    return parse(await run(kcat(), ['-b', at, '-C', ...from, '-f', format]))
  },
  offsetsAt: async (at, topic, partition, timestamps) => {
    const offsets: (number | null)[] = []
    for (const timestamp of timestamps) {
      const answer = await run(kcat(), ['-b', at, '-Q', '-t', `${topic}:${partition}:${timestamp}`])
      const found = /offset (-?\d+)/.exec(answer.toString())?.[1]
      if (found === undefined) throw new Error(`kcat said: ${answer.toString()}`)
      offsets.push(Number(found) < 0 ? null : Number(found))
    }
    return offsets
  },
}

const allAcks = ['-X', 'acks=all']

/** Lengths come first, as keys and values may hold anything; -1 is null. */
const parse = (output: Buffer): readonly Stored[] => {
  const records: Stored[] = []
  let at = 0
  const upTo = (mark: string): string => {
    const end = output.indexOf(mark, at)
    if (end < 0) throw new Error(`kcat wrote half a record: ${output.toString('utf8', at)}`)
    const text = output.toString('utf8', at, end)
    at = end + 1
    return text
  }
  const take = (length: number): string | null => {
    const text = length < 0 ? null : output.toString('utf8', at, at + length)
    at += Math.max(length, 0) + 1
    return text
  }
  while (at < output.length) {
    const [offset, timestamp, keyLength, valueLength] = [upTo(' '), upTo(' '), upTo(' '), upTo(' ')].map(
      Number,
    )
    const key = take(keyLength!)
    const value = take(valueLength!)
    records.push({ offset: offset!, timestamp: timestamp!, key, value, headers: headersOf(upTo('\n')) })
  }
  return records
}

const headersOf = (text: string): Headers =>
  text === ''
    ? []
    : text.split(',').map((header) => {
        const at = header.indexOf('=')
        const value = header.slice(at + 1)
        return [header.slice(0, at), value === 'NULL' ? null : value]
      })

/** kcat as an idempotent producer that is fed as it runs. */
export interface RunningKcat {
  readonly write: (lines: readonly string[]) => void
  /** Ends its input; rejects unless everything was acknowledged. */
  readonly finish: () => Promise<void>
  readonly kill: () => void
}

export const idempotentKcat = (at: string, topic: string, partition: number): RunningKcat => {
  const { path, env } = kcat()
  const options = [
    'enable.idempotence=true',
    'linger.ms=5',
    'message.timeout.ms=120000',
    'retry.backoff.ms=50',
  ]
  const args = [
    '-b',
    at,
    '-P',
    '-t',
    topic,
    '-p',
    String(partition),
    ...options.flatMap((option) => ['-X', option]),
  ]
  const child = spawn(path, args, { env, stdio: ['pipe', 'ignore', 'pipe'] })
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text
  })
  child.stdin.on('error', () => {})
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve)
  })
  return {
    write: (lines) => {
      child.stdin.write(lines.map((line) => `${line}\n`).join(''))
    },
    finish: async () => {
      child.stdin.end()
      const code = await ended
      // kcat ends with 0 also when it gave records up.
      if (code !== 0 || /Delivery failed/i.test(complaints))
        throw new Error(`kcat ended with ${code}:\n${complaints}`)
    },
    kill: () => child.kill('SIGKILL'),
  }
}
