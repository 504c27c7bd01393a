import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { kcat } from '#test/support/debian-tools'
import type { MemberEvent, MemberOptions } from './events.ts'
import { kept, type MemberHost, type Sink } from './hosts.ts'

/** One member by `kcat -G`, which says in words what happens to it, and its generation in its debug log. */
export const kcatMember = (options: MemberOptions, sink: Sink): MemberHost => {
  const { path, env } = kcat()
  const [member = ''] = options.members
  // Both of its outputs through one pipe, and records as whole lines: only so are they in the order in which they were
  // written, and not in pieces.
  const command = ['-c', 'exec stdbuf -oL "$0" "$@" 2>&1', path, ...kcatArguments(options, member)]
  const child = spawn('/bin/sh', command, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = kept(child)
  const read = readerOf(options.topic)
  createInterface({ input: child.stdout }).on('line', (line) => {
    const told = read(line)
    if (told !== undefined) sink({ at: Date.now(), member, ...told })
  })
  return {
    pid: child.pid ?? 0,
    join: () => {},
    leave: () => {
      child.kill('SIGTERM')
    },
    kill9: async () => {
      child.kill('SIGKILL')
      await ended
    },
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      sink({ at: Date.now(), member, type: 'left' })
    },
  }
}

const kcatArguments = (options: MemberOptions, member: string): readonly string[] => {
  const settings = {
    'client.id': member,
    'partition.assignment.strategy': options.assignor,
    'session.timeout.ms': options.sessionMs,
    'heartbeat.interval.ms': options.heartbeatMs,
    'max.poll.interval.ms': Math.max(options.sessionMs, options.rebalanceMs),
    'auto.offset.reset': 'earliest',
    'auto.commit.interval.ms': 500,
    'fetch.wait.max.ms': 500,
    // Shorter than a session: a broker that hangs is left before the session is over.
    'socket.timeout.ms': Math.max(1000, Math.round(options.sessionMs / 6)),
    'reconnect.backoff.max.ms': 500,
    'topic.metadata.refresh.interval.ms': 5000,
    debug: 'cgrp',
    ...(options.isStatic === true ? { 'group.instance.id': member } : {}),
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-X', `${name}=${value}`])
  // -E: it goes on when, for a moment, it is connected to no broker at all.
  return ['-b', options.at, '-E', '-G', options.group, ...flags, '-f', 'RECORD %p %o %s\\n', options.topic]
}

type Told = MemberEvent extends infer E ? (E extends MemberEvent ? Omit<E, 'at' | 'member'> : never) : never

/** Reads its lines; the generation is remembered from one to the next. Only for assignors that give and take everything at once. */
const readerOf = (topic: string): ((line: string) => Told | undefined) => {
  let generation: number | null = null
  return (line) => {
    const record = /^RECORD (\d+) (\d+) (.*)$/.exec(line)
    if (record !== null)
      return {
        type: 'record',
        generation,
        partition: Number(record[1]),
        offset: Number(record[2]),
        value: record[3] ?? '',
      }
    const joined = /JoinGroup response: GenerationId (\d+)/.exec(line)
    if (joined !== null) generation = Number(joined[1])
    const rebalanced = /^% Group .* rebalanced \(memberid .*?\): (assigned|revoked): (.*)$/.exec(line)
    if (rebalanced === null) return /%[0-3]\||ERROR/.test(line) ? { type: 'error', text: line } : undefined
    if (rebalanced[1] === 'revoked') return { type: 'revoked', owned: [] }
    const named = [...(rebalanced[2] ?? '').matchAll(/(\S+) \[(\d+)\]/g)]
    const owned = named.filter(([, name]) => name === topic).map(([, , partition]) => Number(partition))
    return { type: 'assigned', generation, owned }
  }
}
