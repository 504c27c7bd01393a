import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { evolveProcess, initialProcess, type ProcessEvent } from '#domain/process/lifecycle'

const after = (...events: readonly ProcessEvent[]) => {
  const state = events.reduce(evolveProcess, initialProcess)
  return [state.value, state.context.exitCode]
}
const ready: ProcessEvent = { type: 'ready' }
const terminated: ProcessEvent = { type: 'stop-asked', exitCode: 0, impatientExitCode: 143 }

describe('the life of the process', () => {
  test('begins with starting, and serves when it is ready', () => {
    expect(after()).toEqual(['starting', 0])
    expect(after(ready)).toEqual(['serving', 0])
  })

  test('drains when it is asked to stop, also while it is still starting, and ends with 0', () => {
    expect(after(ready, terminated)).toEqual(['draining', 0])
    expect(after(terminated)).toEqual(['draining', 0])
    expect(after(ready, terminated, { type: 'drained' })).toEqual(['stopped', 0])
  })

  test('ends at once when it is asked twice', () => {
    expect(after(ready, terminated, terminated)).toEqual(['stopped', 143])
  })

  test('ends as if it were killed when draining takes too long', () => {
    expect(after(ready, terminated, { type: 'drain-timed-out' })).toEqual(['stopped', 143])
  })

  test('ends with the code of its failure, wherever it is', () => {
    const failed: ProcessEvent = { type: 'failed', exitCode: 70 }
    expect(after(failed)).toEqual(['stopped', 70])
    expect(after(ready, failed)).toEqual(['stopped', 70])
    expect(after(ready, terminated, failed)).toEqual(['stopped', 70])
  })

  const event: fc.Arbitrary<ProcessEvent> = fc.oneof(
    fc.constantFrom<ProcessEvent>(ready, terminated, { type: 'drained' }, { type: 'drain-timed-out' }),
    fc.nat(255).map((exitCode): ProcessEvent => ({ type: 'failed', exitCode })),
  )
  test.prop([fc.array(event), fc.array(event)])('nothing happens after the end', (before, late) => {
    const end = [...before, terminated, terminated].reduce(evolveProcess, initialProcess)
    expect(end.value).toBe('stopped')
    const later = late.reduce(evolveProcess, end)
    expect([later.value, later.context.exitCode]).toEqual([end.value, end.context.exitCode])
  })
})
