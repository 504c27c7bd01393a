import { describe, expect, test } from 'vitest'
import { k, message } from '#adapters/kafka/protocol/schema'
import { apiTable, protocolPage, withTable } from '../../../../scripts/protocol-table.ts'

const ping = message({
  apiKey: 99,
  name: 'Ping',
  versions: [1, 3],
  flexibleSince: 2,
  body: k.struct({
    name: k.nullableSince(2, k.string),
    hosts: k.array(k.struct({ port: k.until(2, k.int32, 0) })),
    epoch: k.tagged(0, 2, k.int64, -1n),
  }),
})
const api = { request: ping, response: ping, advertised: ping.versions }

describe('the table of APIs', () => {
  const table = apiTable([api])

  test('has a line for each', () => {
    expect(table.split('\n').at(-1)).toBe('| Ping | 99 | 1–3 | v2 |')
  })

  test('goes between its markers, as often as one likes', () => {
    const text = 'before\n<!-- apis:begin -->\nold\n<!-- apis:end -->\nafter\n'
    const once = withTable(text, table)
    expect(once).toBe(`before\n<!-- apis:begin -->\n${table}\n<!-- apis:end -->\nafter\n`)
    expect(withTable(once ?? '', table)).toBe(once)
  })

  test('needs the markers', () => {
    expect(withTable('nothing here', table)).toBeNull()
  })
})

test('the page has a line for each field', () => {
  const page = protocolPage([{ ...api, advertised: [0, 3] }])
  expect(page).toContain('Versions 1–3, advertised as 0–3.')
  expect(page).toContain('| name | string or null since v2 | 1–3 |  |')
  expect(page).toContain('| hosts | array of struct | 1–3 |  |')
  expect(page).toContain('| hosts[].port | int32 | 1–2 | `0` |')
  expect(page).toContain('| epoch | int64, tag 0 | 2–3 | `-1` |')
})
