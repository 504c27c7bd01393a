import { describe, expect, test } from 'vitest'
import { type Show, showJson, showTable } from '#cli/records/show'
import { rowsOf } from '#test/support/cli-shell'

const LAST_DATE = 8_640_000_000_000_000

const shown = (show: Show, timestamp: number): string => {
  const record = { topic: 't', partition: 0, offset: 0n, timestamp, key: null, value: null, headers: [] }
  return show([record]).toString()
}

describe('the time of a record', () => {
  test.each([
    [-1, '-'],
    [0, '1970-01-01T00:00:00.000Z'],
    [LAST_DATE, '+275760-09-13T00:00:00.000Z'],
    [LAST_DATE + 1, '8640000000000001'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
  ])('%i is %s in a table', (timestamp, time) => {
    const look = { columns: Number.POSITIVE_INFINITY, colors: false }
    expect(rowsOf(shown(showTable(look), timestamp))).toMatchObject([{ TIME: time }])
  })

  test.each([-1, LAST_DATE + 1, Number.MAX_SAFE_INTEGER])('%i is that number in JSON', (timestamp) => {
    expect(JSON.parse(shown(showJson, timestamp))).toMatchObject({ timestamp })
  })
})
