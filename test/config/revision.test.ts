import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { revision } from '#config/revision'

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'kedge-revision-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  }).trim()

const clone = (): string => {
  const at = folder()
  git(at, 'init', '-q', '-b', 'main')
  git(at, 'commit', '-q', '--allow-empty', '-m', 'one')
  return at
}

const head = (at: string): string => git(at, 'rev-parse', 'HEAD').slice(0, 12)

test('of a clone is its commit, also after its branches were packed, and without a branch', () => {
  const at = clone()
  expect(revision(at)).toBe(head(at))
  git(at, 'pack-refs', '--all')
  expect(revision(at)).toBe(head(at))
  git(at, 'checkout', '-q', '--detach')
  expect(revision(at)).toBe(head(at))
})

test('of a worktree is the commit of the worktree', () => {
  const at = clone()
  const worktree = join(folder(), 'other')
  git(at, 'worktree', 'add', '-q', '-b', 'other', worktree)
  git(worktree, 'commit', '-q', '--allow-empty', '-m', 'two')
  expect(revision(worktree)).toBe(head(worktree))
  expect(revision(worktree)).not.toBe(revision(at))
  git(at, 'pack-refs', '--all')
  expect(revision(worktree)).toBe(head(worktree))
})

test('of an image or a package is what a file says', () => {
  const at = folder()
  expect(revision(at)).toBe('unknown')
  writeFileSync(join(at, 'revision'), '0123456789abcdef0123\n')
  expect(revision(at)).toBe('0123456789ab')
  writeFileSync(join(at, 'revision'), 'unknown\n')
  expect(revision(at)).toBe('unknown')
})
