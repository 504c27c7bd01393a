import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { reassign } from '#domain/cluster/replicas'
import { E } from '#shared/fp'

const brokers = new Set([1, 2, 3])
const replicas = fc.option(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }))

test.prop([replicas, fc.boolean(), fc.constantFrom(...brokers)])(
  'only what is so already is taken, and everything else is told why not',
  (wanted, allowReplicationFactorChange, leader) => {
    const verdict = reassign({ replicas: wanted, allowReplicationFactorChange }, leader, brokers)
    expect(E.isRight(verdict)).toBe(wanted?.length === 1 && wanted[0] === leader)
    if (E.isLeft(verdict)) expect('message' in verdict.left).toBe(wanted !== null)
  },
)
