import { describe, expect, test } from 'vitest'
import { isDemotion, storeError } from '#adapters/redis/errors'
import { StoreFull } from '#ports/store-errors'

const refused = (code: string) => new Error(`EXECABORT Transaction discarded because of: ${code} and why`)

describe('an EXEC that was refused', () => {
  test.each(['READONLY', 'MASTERDOWN'])('for %s tells of a demotion', (code) => {
    expect(isDemotion(refused(code))).toBe(true)
    expect(isDemotion(refused('OOM'))).toBe(false)
  })

  test.each(['OOM', 'MISCONF'])('for %s tells of a full store', (code) => {
    expect(storeError(refused(code))).toBeInstanceOf(StoreFull)
    expect(storeError(refused('BUSY'))).not.toBeInstanceOf(StoreFull)
  })
})
