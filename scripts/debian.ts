import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { onPath, repository } from '#test/support/unpacked'

/**
 * Unpacks Debian packages, and what they need that this machine lacks, into a folder of our own: nothing is installed
 * and nobody has to be root. Answers what went wrong, or undefined.
 */
export const unpackDebian = (root: string, packages: readonly string[]): string | undefined => {
  if (onPath('apt-get') === undefined || onPath('dpkg-deb') === undefined)
    return 'this is no Debian: no apt-get'
  const first = attempt(root, packages, [])
  if (first === undefined) return undefined
  // No package lists on this machine, or older ones than the mirror: fetch lists of our own.
  const stale = run('apt-get', ['update', '-q', ...ownLists()])
  return stale ?? attempt(root, packages, ownLists())
}

const attempt = (
  root: string,
  packages: readonly string[],
  options: readonly string[],
): string | undefined => {
  const plan = planned(packages, options)
  if (typeof plan === 'string') return plan
  const download = `${root}.deb`
  const fresh = `${root}.new`
  for (const folder of [download, fresh]) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
  }
  try {
    const refused = run('apt-get', ['download', '-q', ...asMe, ...options, ...plan], download)
    if (refused !== undefined) return refused
    for (const file of readdirSync(download).filter((name) => name.endsWith('.deb'))) {
      const broken = run('dpkg-deb', ['-x', join(download, file), fresh])
      if (broken !== undefined) return broken
    }
    rmSync(root, { recursive: true, force: true })
    renameSync(fresh, root)
    return undefined
  } finally {
    rmSync(download, { recursive: true, force: true })
    rmSync(fresh, { recursive: true, force: true })
  }
}

/** The wanted packages and, as apt resolves them, every dependency that is not installed here. */
const planned = (packages: readonly string[], options: readonly string[]): readonly string[] | string => {
  const args = ['install', '--simulate', '--no-install-recommends', ...asMe, ...options, ...packages]
  const simulated = spawnSync('apt-get', args, { encoding: 'utf8', env: plainEnglish() })
  if (simulated.status !== 0) return `apt-get ${args.join(' ')}\n${simulated.stderr}`
  const missing = [...simulated.stdout.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '')
  return [...new Set([...packages, ...missing])]
}

/** apt would drop to a user who may not be able to write to our folder. */
const asMe = ['-o', 'APT::Sandbox::User=root']

const ownLists = (): readonly string[] => {
  const apt = join(repository, '.cache', 'apt')
  const lists = join(apt, 'lists')
  const cache = join(apt, 'cache')
  for (const folder of [join(lists, 'partial'), join(cache, 'archives', 'partial')])
    mkdirSync(folder, { recursive: true })
  return [...asMe, '-o', `Dir::State::Lists=${lists}`, '-o', `Dir::Cache=${cache}`]
}

const run = (program: string, args: readonly string[], cwd = repository): string | undefined => {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: plainEnglish(),
  })
  return status === 0 ? undefined : `${program} ${args.join(' ')}\n${error?.message ?? ''}${stdout}${stderr}`
}

const plainEnglish = (): NodeJS.ProcessEnv => ({ ...process.env, LC_ALL: 'C' })
