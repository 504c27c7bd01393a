import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { rowsOf } from '#test/support/cli-shell'
import { kedges } from '#test/support/kedge-process'
import { cliBroker } from './broker.ts'

const { ok, json, refused, run } = cliBroker()
const { directory, stopAll } = kedges()
afterAll(stopAll)

const objects = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))

describe('produce', () => {
  test('makes a record of each line, also of the last without a line feed', async () => {
    const { code, stdout } = await run(['produce', 'lines', '--output', 'json'], { input: 'one\n\nthree' })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      topic: 'lines',
      records: 3,
      partitions: [{ partition: 0, records: 3, first: 0, last: 2 }],
    })
    expect(await ok('consume', 'lines', '--output', 'raw')).toBe('one\n\nthree\n')
  })

  test('of lines that end as those of Windows do, with --keep-cr as they are', async () => {
    expect((await run(['produce', 'crlf'], { input: 'a\r\nb\r\n' })).code).toBe(0)
    expect((await run(['produce', 'crlf', '--keep-cr'], { input: 'c\r\n' })).code).toBe(0)
    expect(await ok('consume', 'crlf', '--output', 'raw')).toBe('a\nb\nc\r\n')
  })

  test('with keys, headers, tombstones and bytes that are no text', async () => {
    const input = Buffer.concat([Buffer.from('a:1\nb:\xff', 'latin1'), Buffer.from('\nc:NIL\n')])
    const flags = ['--key-separator', ':', '--header', 'from=test', '--header', 'n=', '--null', 'NIL']
    expect((await run(['produce', 'keyed', ...flags], { input })).code).toBe(0)
    const headers = [
      { key: 'from', value: 'test' },
      { key: 'n', value: '' },
    ]
    expect(objects(await ok('consume', 'keyed', '--output', 'json'))).toMatchObject([
      { topic: 'keyed', partition: 0, offset: 0, key: 'a', value: '1', headers },
      { offset: 1, key: 'b', value: { base64: '/w==' }, headers },
      { offset: 2, key: 'c', value: null, headers },
    ])
    const raw = await run(['consume', 'keyed', '--output', 'raw', '--key-separator', ':', '--max', '2'])
    expect(raw.bytes).toEqual(Buffer.from('a:1\nb:\xff\n', 'latin1'))
  })

  test.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'])('compressed by %s', async (codec) => {
    const input = 'again and again\n'.repeat(500)
    expect((await run(['produce', `by-${codec}`, '--compression', codec], { input })).code).toBe(0)
    expect(await ok('consume', `by-${codec}`, '--output', 'raw')).toBe(input)
    const [{ partitions }] = await json('topics', 'describe', `by-${codec}`)
    if (codec === 'none') expect(partitions[0].bytes).toBeGreaterThan(input.length)
    else expect(partitions[0].bytes).toBeLessThan(input.length / 2)
  })

  test.each(['0', '1', 'all'])('with acks %s', async (acks) => {
    const report = await json('produce', `acks-${acks}`, '--value', 'x', '--acks', acks)
    const offset = acks === '0' ? null : 0
    expect(report.partitions).toEqual([{ partition: 0, records: 1, first: offset, last: offset }])
    await expect.poll(() => ok('consume', `acks-${acks}`, '--output', 'raw')).toBe('x\n')
  })

  test('into one partition, or by key as Java does', async () => {
    await ok('topics', 'create', 'spread', '--partitions', '5')
    await ok('produce', 'spread', '--value', 'x', '--partition', '3')
    await ok('produce', 'spread', '--value', 'y', '--key', 'foobar')
    // toPositive(murmur2("foobar")) % 5
    const byKey = (-790332482 & 0x7fffffff) % 5
    const records = objects(await ok('consume', 'spread', '--output', 'json'))
    expect(Object.fromEntries(records.map(({ partition, value }) => [value, partition]))).toEqual({
      x: 3,
      y: byKey,
    })
    expect(await refused('produce', 'spread', '--value', 'x', '--partition', '5')).toContain(
      'has no partition 5',
    )
  })

  test('from a file, in more than one batch, each line once', async () => {
    const file = join(await directory(), 'numbers')
    const lines = Array.from({ length: 60_000 }, (_, n) => `${n}\n`).join('')
    await writeFile(file, lines)
    expect(await ok('produce', 'numbers', '--file', file)).toContain('numbers: 60000 records')
    expect(await ok('consume', 'numbers', '--output', 'raw')).toBe(lines)
    const missing = await run(['produce', 'numbers', '--file', `${file}.none`])
    expect(missing).toMatchObject({ code: 74, stderr: expect.stringContaining('no such file') })
  })

  test('smaller batches where the topic takes no large ones', async () => {
    await ok('topics', 'create', 'small', '--partitions', '1', '--config', 'max.message.bytes=300')
    const input = Array.from({ length: 50 }, (_, n) => `${n}`.padEnd(40)).join('\n')
    expect(await run(['produce', 'small'], { input })).toMatchObject({ code: 0 })
    expect(await ok('consume', 'small', '--output', 'raw')).toBe(`${input}\n`)
    expect(await refused('produce', 'small', '--value', 'x'.repeat(400))).toContain('(MESSAGE_TOO_LARGE)')
  })

  test('says which line lacks its key, and nothing of it is written', async () => {
    const { code, stderr } = await run(['produce', 'half', '--key-separator', '='], { input: 'a=1\nb\n' })
    expect(stderr).toContain('line 2 has no "=" between key and value')
    expect(code).toBe(1)
    expect(await ok('consume', 'half', '--output', 'raw')).toBe('')
  })
})

describe('consume', () => {
  test('shows a table that nothing in it can break', async () => {
    await ok('produce', 'shown', '--value', 'a\u001b[2J\nb 日本', '--key', 'k', '--header', 'h=1')
    await ok('produce', 'shown', '--value', 'plain')
    const text = await ok('consume', 'shown')
    expect(text).not.toContain('\u001b')
    expect(rowsOf(text)).toEqual([
      {
        PARTITION: '0',
        OFFSET: '0',
        TIME: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        KEY: 'k',
        HEADERS: 'h=1',
        VALUE: 'a\\x1b[2J\\nb 日本',
      },
      expect.objectContaining({ OFFSET: '1', KEY: '-', HEADERS: '-', VALUE: 'plain' }),
    ])
  })

  test('from a place, of a partition, as many as wanted', async () => {
    await ok('topics', 'create', 'places', '--partitions', '2')
    for (const partition of ['0', '1'])
      await run(['produce', 'places', '--partition', partition], { input: 'a\nb\nc\n' })
    const raw = (...flags: readonly string[]) => ok('consume', 'places', '--output', 'raw', ...flags)
    expect((await raw()).split('\n').toSorted().join('')).toBe('aabbcc')
    expect(await raw('--partition', '1', '--from', '1')).toBe('b\nc\n')
    expect(await raw('--partition', '0', '--max', '1')).toBe('a\n')
    expect(await raw('--from', 'latest')).toBe('')
    expect(await raw('--from', '1h', '--partition', '0')).toBe('a\nb\nc\n')
    expect(await raw('--from', '2000-01-01', '--partition', '0')).toBe('a\nb\nc\n')
    expect(await raw('--from', '2100-01-01')).toBe('')
    expect((await run(['consume', 'places', '--partition', '2'])).code).toBe(2)
    expect(await refused('consume', 'nowhere')).toContain('(UNKNOWN_TOPIC_OR_PARTITION)')
  })

  test('follows until it is interrupted, and ends with 0', async () => {
    await ok('produce', 'followed', '--value', 'before')
    const interrupt = new AbortController()
    const heard = Promise.withResolvers<void>()
    const following = run(['consume', 'followed', '--follow', '--output', 'raw'], {
      interrupt: interrupt.signal,
      onOut: (soFar) => {
        if (soFar.endsWith('before\n')) heard.resolve()
        if (soFar.endsWith('after\n')) interrupt.abort()
      },
    })
    await heard.promise
    await ok('produce', 'followed', '--value', 'after')
    expect(await following).toMatchObject({ code: 0, stdout: 'before\nafter\n', stderr: '' })
  })

  test('goes on where retention has left the log', async () => {
    await ok('topics', 'create', 'kept', '--partitions', '1')
    await ok('produce', 'kept', '--value', 'x')
    expect(await ok('consume', 'kept', '--from', '1000000', '--output', 'raw')).toBe('')
  })
})
