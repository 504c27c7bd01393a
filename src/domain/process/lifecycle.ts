import { assign, initialTransition, type SnapshotFrom, setup, transition } from 'xstate'

/** Exit codes and reasons come with the events: what they mean is the shell's. */
export type ProcessEvent = Readonly<
  /** Requests can be served and the port is open. */
  | { type: 'ready' }
  /** A signal, or a reason of the broker's own to go. A second one ends the wait; `impatientExitCode` is for what is undrained. */
  | { type: 'stop-asked'; exitCode: number; impatientExitCode: number }
  | { type: 'drained' }
  | { type: 'drain-timed-out' }
  /** Nothing can be saved by going on. */
  | { type: 'failed'; exitCode: number }
>

interface Ending {
  readonly exitCode: number
  /** What it is where the work is not finished. */
  readonly undrained: number
}
type Fold = (event: ProcessEvent, ending: Ending) => Partial<Ending>

const fold = (of: Fold) =>
  assign<Ending, ProcessEvent, undefined, ProcessEvent, never>(({ event, context }) => of(event, context))

const asked: Fold = (event) =>
  event.type === 'stop-asked' ? { exitCode: event.exitCode, undrained: event.impatientExitCode } : {}
const askedAgain: Fold = (event) => (event.type === 'stop-asked' ? { exitCode: event.impatientExitCode } : {})
const unfinished: Fold = (_, { undrained }) => ({ exitCode: undrained })
const failed: Fold = (event) => (event.type === 'failed' ? { exitCode: event.exitCode } : {})

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
  context: { exitCode: 0, undrained: 0 },
  on: {
    failed: {
      target: '.stopped',
      actions: fold(failed),
    },
  },
  states: {
    starting: {
      on: {
        ready: 'serving',
        'stop-asked': { target: 'draining', actions: fold(asked) },
      },
    },
    serving: { on: { 'stop-asked': { target: 'draining', actions: fold(asked) } } },
    draining: {
      on: {
        drained: 'stopped',
        'drain-timed-out': { target: 'stopped', actions: fold(unfinished) },
        'stop-asked': { target: 'stopped', actions: fold(askedAgain) },
      },
    },
    stopped: { type: 'final', on: { failed: {} } },
  },
})

/** Where the process is in its life; `exitCode` is what it ends with. */
export type ProcessState = SnapshotFrom<typeof lifecycle>

export const initialProcess: ProcessState = initialTransition(lifecycle)[0]

export const evolveProcess = (state: ProcessState, event: ProcessEvent): ProcessState =>
  transition(lifecycle, state, event)[0]
