import { afterAll, describe } from 'vitest'
import { kedges } from '#test/support/kedge-process'
import { limits } from './limits.ts'
import { roundTrips } from './round-trip.ts'

const kedge = kedges()
afterAll(kedge.stopAll)

const open = async () => {
  const flags = ['--store', `embedded:${await kedge.directory()}`, '--num-partitions', '3']
  let broker = await kedge.start(flags)
  return {
    at: () => broker.address,
    restart: async () => {
      await broker.stop()
      broker = await kedge.start(flags)
    },
  }
}

describe('on the embedded store', () => {
  roundTrips(open)
  limits(open)
})
