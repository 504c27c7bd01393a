import { assign, initialTransition, type SnapshotFrom, setup, transition } from 'xstate'

/** Exit codes and reasons come with the events: what they mean is the shell's. */
export type ProcessEvent = Readonly<
  /** Requests can be served and the port is open. */
  | { type: 'ready' }
  /** A signal, or a reason of the broker's own to go. A second one ends the wait. */
  | { type: 'stop-asked'; exitCode: number; impatientExitCode: number }
  | { type: 'drained' }
  | { type: 'drain-timed-out' }
  /** Nothing can be saved by going on. */
  | { type: 'failed'; exitCode: number }
>

/** Exit code of a process that could not finish its work in the time it was given. */
const UNFINISHED = 1

interface Ending {
  readonly exitCode: number
}
const endingWith = (exitCode: (event: ProcessEvent) => number) =>
  assign<Ending, ProcessEvent, undefined, ProcessEvent, never>(({ event }) => ({ exitCode: exitCode(event) }))

/**
 *   starting ──ready──▶ serving ──stop-asked──▶ draining ──drained──▶ stopped
 *      └──────────────stop-asked─────────────────▲  └─ stop-asked · drain-timed-out ─▶ stopped
 *   failed leads to stopped from anywhere
 */
const lifecycle = setup({
  types: { context: {} as Ending, events: {} as ProcessEvent },
}).createMachine({
  id: 'process',
  initial: 'starting',
  context: { exitCode: 0 },
  on: {
    failed: {
      target: '.stopped',
      actions: endingWith((event) => (event.type === 'failed' ? event.exitCode : UNFINISHED)),
    },
  },
  states: {
    starting: {
      on: {
        ready: 'serving',
        'stop-asked': { target: 'draining', actions: endingWith(asked) },
      },
    },
    serving: { on: { 'stop-asked': { target: 'draining', actions: endingWith(asked) } } },
    draining: {
      on: {
        drained: 'stopped',
        'drain-timed-out': { target: 'stopped', actions: endingWith(() => UNFINISHED) },
        'stop-asked': {
          target: 'stopped',
          actions: endingWith((event) =>
            event.type === 'stop-asked' ? event.impatientExitCode : UNFINISHED,
          ),
        },
      },
    },
    stopped: { type: 'final', on: { failed: {} } },
  },
})

function asked(event: ProcessEvent): number {
  return event.type === 'stop-asked' ? event.exitCode : UNFINISHED
}

/** Where the process is in its life; `exitCode` is what it ends with. */
export type ProcessState = SnapshotFrom<typeof lifecycle>

export const initialProcess: ProcessState = initialTransition(lifecycle)[0]

export const evolveProcess = (state: ProcessState, event: ProcessEvent): ProcessState =>
  transition(lifecycle, state, event)[0]
