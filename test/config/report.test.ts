import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { configCheck, configPrint } from '#config/report'
import { schema } from '#config/schema'
import { configured, file, files, noFile } from '#test/support/configured'

describe('kedge config check', () => {
  test('says that all is in order, and warns on the side', () => {
    const env = { KEDGE_SERVER_PROT: '1' }
    expect(configCheck(['--port', '1'], env, file('store: memory'))).toEqual({
      stdout: 'In order: flags, variables and ./kedge.yaml.\n',
      stderr: 'warning: KEDGE_SERVER_PROT: no such setting (did you mean KEDGE_SERVER_PORT?)\n',
      exitCode: 0,
    })
    expect(configCheck([], {}, noFile).stdout).toBe('In order: flags, variables.\n')
  })

  test('names every fault, and ends as the start would', () => {
    const read = file('store: tape\nserver.prot: 1\n')
    expect(configCheck([], { KEDGE_SERVER_PORT: 'x' }, read)).toEqual({
      stdout: '',
      stderr: `${[
        'kedge.yaml: server.prot: no such setting (did you mean server.port?)',
        'kedge.yaml: store: expected memory:, embedded:DIR, redis://HOST[:PORT][/DB] or rediss://...',
        'KEDGE_SERVER_PORT: expected a whole number from 0 to 65535',
      ].join('\n')}\n`,
      exitCode: 78,
    })
    expect(configCheck(['--prot', '1'], {}, noFile).exitCode).toBe(2)
  })

  test('tells programs in JSON', () => {
    const checked = configCheck(['--output', 'json', '--port', 'x'], {}, noFile)
    expect(JSON.parse(checked.stdout)).toEqual({
      ok: false,
      file: null,
      faults: [
        {
          kind: 'configuration',
          source: '--port',
          message: 'expected a whole number from 0 to 65535',
        },
      ],
      warnings: [],
    })
    expect(checked).toMatchObject({ stderr: '', exitCode: 78 })
  })
})

describe('kedge config print', () => {
  const printed = (args: readonly string[], env = {}, read = noFile) => configPrint(args, env, read).stdout

  test('shows what is set, and where', () => {
    const read = file('log:\n  cleaner.backoff.ms: 7d\nserver:\n  host: 127.0.0.2\n')
    expect(printed(['--insecure', '--num.partitions', '3'], { KEDGE_SERVER_HOST: '127.0.0.3' }, read)).toBe(
      `${[
        'server:',
        '  host: 127.0.0.3 # KEDGE_SERVER_HOST',
        '  num-partitions: 3 # --num.partitions',
        '  insecure: true # --insecure',
        'log:',
        '  cleaner-backoff-ms: 7d # kedge.yaml: log.cleaner.backoff.ms',
      ].join('\n')}\n`,
    )
    expect(printed([])).toBe('')
  })

  test.each([
    [[]],
    [['--store', 'redis://h:1/2', '--namespace', '007', '--redis-username', 'true']],
    [['--listeners', 'in://:1,ex://localhost:2', '--advertised-listeners', 'ex://localhost']],
    [['--port', '0', '--advertised-host', '::1', '--group-max-size', '7']],
  ])('%j can be used as a file, with and without defaults', (args) => {
    const { settings } = configured({ args })
    expect(configured({ read: file(printed(args)) }).settings).toEqual(settings)
    expect(configured({ read: file(printed([...args, '--defaults'])) }).settings).toEqual(settings)
  })

  test('with --defaults names every setting, and decides what follows from others', () => {
    const all = printed(['--defaults', '--store', 'redis://h'])
    for (const { path } of Object.values(schema))
      expect(all).toMatch(new RegExp(`^ *(# )?${path.split('.').at(-1)}: `, 'm'))
    expect(all).toContain('  # auto-create-topics: false # default: true; false on Redis\n')
    expect(all).toContain('  port: 9092 # default\n')
  })

  test('tells programs in JSON', () => {
    const args = ['--output=json', '--port', '1', '--store', 'memory:', '--insecure']
    expect(JSON.parse(printed(args))).toEqual({
      store: { value: 'memory:', source: '--store' },
      'server.port': { value: 1, source: '--port' },
      'server.insecure': { value: true, source: '--insecure' },
    })
  })

  test.each(['text', 'json'])('shows no secret in %s', (output) => {
    const args = ['--defaults', ...(output === 'json' ? ['--output', 'json'] : [])]
    const secrets = [
      { KEDGE_STORE: 'redis://user:hunter2@h:7000/2' },
      { KEDGE_STORE: 'redis://:hunter2@x@h' },
      { KEDGE_STORE: 'redis://h/?a=b&password=hunter2' },
      { KEDGE_STORE: 'redis://h', KEDGE_REDIS_PASSWORD: 'hunter2' },
    ]
    for (const env of secrets) {
      const { stdout, stderr } = configPrint(args, env, noFile)
      expect(stdout).toContain('********')
      expect(stdout + stderr).not.toContain('hunter2')
    }
    const read = files({ '/p': 'hunter2' })
    const mounted = configPrint(args, { KEDGE_STORE: 'redis://h', KEDGE_REDIS_PASSWORD_FILE: '/p' }, read)
    expect(mounted.stdout).toContain('/p')
    expect(mounted.stdout).not.toContain('hunter2')
  })

  test('is refused as a file as long as a secret is masked in it', () => {
    const env = { KEDGE_STORE: 'redis://h', KEDGE_REDIS_PASSWORD: 'hunter2' }
    const shown = printed([], env)
    expect(parse(shown)).toEqual({ store: 'redis://h', redis: { password: '********' } })
    expect(configCheck([], {}, file(shown)).stderr).toContain('it was masked; put the secret in')
  })

  test('of faulty settings is refused, with all that is wrong', () => {
    expect(configPrint(['--port', 'x', '--output', 'xml'], {}, noFile)).toEqual({
      stdout: '',
      stderr:
        '--output: expected json\n--port: expected a whole number from 0 to 65535\nSee kedge config --help.\n',
      exitCode: 2,
    })
  })

  test('has a flag that check has not', () => {
    expect(configCheck(['--defaults'], {}, noFile)).toMatchObject({
      stderr: expect.stringContaining('--defaults: no such flag'),
      exitCode: 2,
    })
  })
})
