import { readFileSync } from 'node:fs'
import type { Running } from '../systems/system.ts'

/** What the kernel says about a process of ours. */
const residentBytes = (pid: number): number => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) * 1024
}

const TICKS_PER_SECOND = 100

const cpuSeconds = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The command, in parentheses, may hold anything; user and system time are the 14th and 15th field.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

type Of = Pick<Running, 'broker' | 'keeper'>

export const residentOf = ({ broker, keeper }: Of): Readonly<{ broker: number; all: number }> => {
  const own = residentBytes(broker())
  const store = keeper()
  return { broker: own, all: own + (store === null ? 0 : residentBytes(store)) }
}

export const cpuOf = ({ broker, keeper }: Of): number => {
  const store = keeper()
  return cpuSeconds(broker()) + (store === null ? 0 : cpuSeconds(store))
}

/** The highest resident memory while something is done. */
export const highest = async <A>(
  of: Of,
  work: () => Promise<A>,
): Promise<Readonly<{ done: A; broker: number; all: number }>> => {
  let broker = 0
  let all = 0
  const look = () => {
    const now = residentOf(of)
    broker = Math.max(broker, now.broker)
    all = Math.max(all, now.all)
  }
  const timer = setInterval(look, 100)
  try {
    const done = await work()
    look()
    return { done, broker, all }
  } finally {
    clearInterval(timer)
  }
}
