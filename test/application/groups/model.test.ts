import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { generation, memberId } from '#domain/group/types'
import {
  heardFromThePast,
  play,
  staleFetches,
  steps,
  type Told,
  twoLeaders,
  twoPlans,
} from './two-coordinators.ts'

const runs = { numRuns: 200 }

describe('two coordinators over one journal, whatever the order of their steps', () => {
  test.prop([fc.scheduler(), steps], runs)(
    'never both give out parts of a generation',
    async (scheduler, script) => {
      expect(twoPlans(await play(scheduler, script))).toEqual([])
    },
  )

  test.prop([fc.scheduler(), steps], runs)(
    'never make two members lead a generation',
    async (scheduler, script) => {
      expect(twoLeaders(await play(scheduler, script))).toEqual([])
    },
  )

  test.prop([fc.scheduler(), steps], runs)(
    'never tell an offset that a later commit has replaced, nor one that was refused',
    async (scheduler, script) => {
      expect(staleFetches(await play(scheduler, script))).toEqual([])
    },
  )

  test.prop([fc.scheduler(), steps], runs)(
    'never hear a member of a generation that another has followed',
    async (scheduler, script) => {
      expect(heardFromThePast(await play(scheduler, script))).toEqual([])
    },
  )
})

describe('the judges', () => {
  const view = (leader: string) => ({
    memberId: memberId(leader),
    generation: generation(1),
    protocolType: 'consumer',
    protocol: 'range',
    leader: memberId(leader),
    skipAssignment: false,
    members: [{ memberId: memberId(leader), instanceId: null, metadata: '' as never }],
  })
  const joined = (leader: string): Told => ({ what: 'joined', view: view(leader), ended: 2 })
  const committed = (offset: number, began: number, ended: number): Told => ({
    what: 'committed',
    offset,
    generation: -1,
    began,
    ended,
    outcome: 'taken',
  })

  test('see two plans, two leaders and a stale fetch', () => {
    const synced = (part: string): Told => ({ what: 'synced', view: view('a'), part })
    expect(twoPlans([synced('plan 1'), synced('plan 2')])).toEqual(['1: plan 1, plan 2'])
    expect(twoLeaders([joined('a'), joined('b')])).toEqual([1])
    const fetched: Told = { what: 'fetched', offset: 1, began: 5, ended: 6 }
    expect(staleFetches([committed(1, 1, 2), committed(2, 3, 4), fetched])).toEqual([fetched])
    expect(staleFetches([committed(1, 1, 3), committed(2, 2, 4), fetched])).toEqual([])
  })

  test('see a member of the past that is heard', () => {
    const alive = (began: number): Told => ({ what: 'alive', generation: 0, began })
    expect(heardFromThePast([joined('a'), alive(1), alive(3)])).toEqual([alive(3)])
  })
})
