import { parseArgs } from 'node:util'

/** How long and how hard; every one is a flag of `npm run chaos`. */
export interface ChaosOptions {
  /** For how long coordinators are killed, one every `intervalS`. */
  readonly seconds: number
  readonly intervalS: number
  /** Of the mixed group, in equal parts of its clients. */
  readonly members: number
  /** Of each group of one client. */
  readonly own: number
  readonly partitions: number
  readonly brokers: number
  readonly sessionMs: number
  /** How long a coordinator is stopped with SIGSTOP; longer than a session. 0 leaves it out. */
  readonly pauseS: number
  readonly recordsPerSecond: number
  /** Groups of the Java client too. */
  readonly java: boolean
  /** A file for everything that members told; none by default. */
  readonly log: string
}

const defaults: ChaosOptions = {
  seconds: 180,
  intervalS: 10,
  members: 60,
  own: 12,
  partitions: 120,
  brokers: 3,
  sessionMs: 25_000,
  pauseS: 35,
  recordsPerSecond: 240,
  java: true,
  log: '',
}

export const usage = `npm run chaos -- [flags]: coordinators of consumer groups are killed, and stopped, under real clients
  --seconds ${defaults.seconds}  --interval ${defaults.intervalS}  --members ${defaults.members} (mixed group)  --own ${defaults.own} (group of one client)
  --partitions ${defaults.partitions}  --brokers ${defaults.brokers}  --session-ms ${defaults.sessionMs}  --pause ${defaults.pauseS} (seconds of SIGSTOP, 0: none)
  --rate ${defaults.recordsPerSecond} (records a second)  --no-java  --log FILE (what every member told)`

export const chaosOptions = (args: readonly string[]): ChaosOptions => {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: text,
      interval: text,
      members: text,
      own: text,
      partitions: text,
      brokers: text,
      'session-ms': text,
      pause: text,
      rate: text,
      log: text,
      'no-java': { type: 'boolean' },
    },
  })
  const or = (text: string | undefined, otherwise: number): number => {
    const value = text === undefined ? otherwise : Number(text)
    if (!Number.isFinite(value) || value < 0) throw new Error(`${text} is no number`)
    return value
  }
  return {
    seconds: or(values.seconds, defaults.seconds),
    intervalS: or(values.interval, defaults.intervalS),
    members: or(values.members, defaults.members),
    own: or(values.own, defaults.own),
    partitions: or(values.partitions, defaults.partitions),
    brokers: or(values.brokers, defaults.brokers),
    sessionMs: or(values['session-ms'], defaults.sessionMs),
    pauseS: or(values.pause, defaults.pauseS),
    recordsPerSecond: or(values.rate, defaults.recordsPerSecond),
    log: values.log ?? defaults.log,
    java: values['no-java'] !== true,
  }
}
