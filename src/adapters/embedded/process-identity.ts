import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * Names a living process so that no other, before or after, has the same name: a pid alone comes back, after a reboot
 * and in the next container. `null` when there is no such process.
 */
export const processIdentity = (pid: number): string | null =>
  process.platform === 'linux' ? fromProc(pid) : fromPs(pid)

/** Start time in clock ticks since boot, and which boot; `proc(5)`. */
const fromProc = (pid: number): string | null => {
  const stat = contents(`/proc/${pid}/stat`)
  if (stat === null) return null
  // The command, in parentheses, may itself hold spaces and parentheses.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const killedButNotYetReaped = state === 'Z'
  if (killedButNotYetReaped) return null
  const boot = contents('/proc/sys/kernel/random/boot_id')?.slice(0, 8) ?? 'boot'
  return `${pid}-${fields[18]}-${boot}`
}

const fromPs = (pid: number): string | null => {
  try {
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', `${pid}`], { encoding: 'utf8', stdio: 'pipe' })
    return `${pid}-${Date.parse(started)}-ps`
  } catch {
    return null
  }
}

const contents = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
