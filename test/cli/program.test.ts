import { describe, expect, test } from 'vitest'
import { commands } from '#cli/commands'
import { schema } from '#config/schema'
import { runKedge } from '#test/support/cli-shell'

const paths = commands.map(({ listed }) => listed.path)

describe('help', () => {
  test.each([[['--help']], [['-h']], [['help']]])('%j names every command and exit code', async (argv) => {
    const { code, stdout, stderr } = await runKedge(argv)
    for (const path of paths) expect(stdout).toContain(`  ${path}`)
    for (const exit of [0, 1, 2, 69, 70, 74, 77, 78, 130, 143])
      expect(stdout).toMatch(new RegExp(`^  ${exit} `, 'm'))
    expect([code, stderr]).toEqual([0, ''])
  })

  test.each(paths.filter((path) => path !== 'serve'))(
    '%s --help has every flag, and an example',
    async (path) => {
      const command = commands.find(({ listed }) => listed.path === path)
      const words = path.split(' ')
      const { code, stdout } = await runKedge([...words, '--nonsense', '--help'])
      expect(code).toBe(0)
      for (const { name } of command?.listed.flags ?? []) expect(stdout).toContain(`  ${name}`)
      expect(command?.listed.examples.length).toBeGreaterThan(0)
      for (const { line } of command?.listed.examples ?? []) expect(stdout).toContain(`  ${line}\n`)
      expect((await runKedge(['help', ...words])).stdout).toBe(stdout)
    },
  )

  test('serve --help has every setting', async () => {
    const { stdout } = await runKedge(['serve', '--help'])
    for (const { flag } of Object.values(schema)) expect(stdout).toContain(`  ${flag}`)
  })

  test.each(['topics', 'groups', 'config'])('%s --help names its commands', async (group) => {
    const { code, stdout } = await runKedge([group, '--help'])
    expect(code).toBe(0)
    for (const path of paths.filter((each) => each.startsWith(`${group} `)))
      expect(stdout).toContain(`  ${path.split(' ')[1]}`)
  })

  test('fits a terminal', async () => {
    for (const path of ['', 'topics', ...paths.filter((each) => each !== 'serve')]) {
      const { stdout } = await runKedge([...path.split(' ').filter(Boolean), '--help'], { columns: 80 })
      const [text = ''] = stdout.split('Examples')
      expect(text.split('\n').filter((line) => line.length > 80)).toEqual([])
    }
  })
})

test.each([[['--version']], [['-V']]])('%j prints the version', async (argv) => {
  expect((await runKedge(argv)).stdout).toMatch(/^kedge \d+\.\d+\.\d+ \((?:unknown|[0-9a-f]{12}), node v/)
})

describe('a line that makes no sense ends with 2, and says all that is wrong', () => {
  test.each<[readonly string[], readonly string[]]>([
    [[], ['which command?']],
    [['sreve'], ['sreve: no such command (did you mean serve?)']],
    [['topics'], ['which command? create, list, describe, alter, delete']],
    [['topics', 'lst'], ['kedge topics lst: no such command (did you mean list?)']],
    [['help', 'nothing'], ['nothing: no such command']],
    [['--bootstrap', 'a:1', 'topics'], ['flags come after the command']],
    [
      [
        'topics',
        'create',
        '--partition',
        '3',
        '--replication-factor',
        'x',
        '--config',
        'a',
        '--output',
        'xml',
      ],
      [
        '--partition: no such flag (did you mean --partitions?)',
        '--replication-factor: expected a whole number',
        '--config: expected NAME=VALUE',
        '--output: expected table, json',
        'TOPIC...: is missing',
        'See kedge topics create --help.',
      ],
    ],
    [['topics', 'list', 'orders'], ['orders: not expected']],
    [['topics', 'create', 'a', '--partitions', '--if-not-exists'], ['--partitions: needs a value']],
    [['topics', 'create', 'a', '--if-not-exists=yes'], ['--if-not-exists: takes no value']],
    [['topics', 'create', ''], ['TOPIC...: may not be empty']],
    [['topics', 'list', '--bootstrap', 'a:b'], ['--bootstrap: expected host:port']],
    [['topics', 'alter', 'a'], ['nothing to alter']],
    [['topics', 'alter', 'a', '--config', 'x=1', '--delete-config', 'x'], ['x: given twice']],
    [['topics', 'delete', 'a'], ['delete a with all records needs --yes']],
    [['groups', 'delete', 'a'], ['needs --yes']],
    [['groups', 'reset', 'a'], ['give either --to or --shift-by']],
    [['groups', 'reset', 'a', '--to', 'earliest', '--shift-by', '1'], ['give either --to or --shift-by']],
    [
      ['produce', 'a', '--value', 'x', '--file', 'y', '--key', 'k', '--key-separator', ''],
      ['--value and --file', '--key and --key-separator', '--key-separator: may not be empty'],
    ],
    [
      ['consume', 'a', '--group', 'g', '--partition', '1', '--from', '5', '--key-separator', ':'],
      [
        '--partition: not with --group',
        '--from: only earliest or latest',
        '--key-separator: only with --output raw',
      ],
    ],
    [['health', '--kafka', '--url', 'http://a'], ['give one of them']],
    [['health', '--url', 'ftp://a'], ['expected http://host:port/path']],
    [['completion', 'ksh'], ['ksh: expected bash, zsh, fish']],
    [['config', 'check', '--prt', '1'], ['--prt: no such flag (did you mean --port?)']],
  ])('%j', async (argv, said) => {
    const { code, stdout, stderr } = await runKedge(argv)
    for (const text of said) expect(stderr).toContain(text)
    expect([code, stdout]).toEqual([2, ''])
  })

  test('a variable is named where it is what is wrong', async () => {
    const { code, stderr } = await runKedge(['topics', 'list'], { env: { KEDGE_BOOTSTRAP: ':::' } })
    expect(stderr).toContain('KEDGE_BOOTSTRAP: expected host:port')
    expect(code).toBe(2)
  })
})

describe('config check', () => {
  test('ends with 0 where a broker would start', async () => {
    expect(await runKedge(['config', 'check', '--port', '1'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('In order'),
    })
  })

  test('ends with 78 where it would not', async () => {
    const { code, stderr } = await runKedge(['config', 'check'], { env: { KEDGE_SERVER_BROKERS: 'many' } })
    expect(stderr).toContain('KEDGE_SERVER_BROKERS')
    expect(code).toBe(78)
  })

  test('does not wonder about the variable of the other commands', async () => {
    expect((await runKedge(['config', 'check'], { env: { KEDGE_BOOTSTRAP: 'a:1' } })).stderr).toBe('')
  })
})
