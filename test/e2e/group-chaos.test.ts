import { expect, test } from 'vitest'
import { chaosOptions } from './group-chaos/options.ts'
import { chaos } from './group-chaos/scenario.ts'

// The short form of `npm run chaos`, which has 60 members of one group, lasts for minutes and puts coordinators to sleep too.

test('coordinators are killed under groups of kafkajs, @platformatic/kafka and librdkafka', async () => {
  const flags =
    '--seconds 16 --interval 8 --session-ms 12000 --members 9 --own 3 --partitions 24 --rate 120 --pause 0'.split(
      ' ',
    )
  const said: string[] = []
  const { rows, violations } = await chaos(chaosOptions(flags), [], (text) => said.push(text))
  expect(violations, said.join('\n')).toEqual([])
  expect(rows.map(({ group }) => group)).toEqual(['mixed', 'only-kafkajs', 'only-platformatic', 'only-kcat'])
  for (const row of rows) expect(row['records processed']).toBeGreaterThan(0)
})
