import { expect, test } from 'vitest'
import { openKafka } from '#cli/kafka/kafka'
import { LATEST, offsetsAt } from '#cli/kafka/offsets'

test('the offsets of a partition that nobody leads are refused until somebody does', async () => {
  const kafka = openKafka({ bootstrap: [], timeoutMs: 1 })
  await expect(offsetsAt(kafka, [{ topic: 't', partition: 3, leader: -1 }], LATEST)).rejects.toMatchObject({
    message: 't, partition 3: the partition has no leader at the moment (LEADER_NOT_AVAILABLE)',
    retriable: true,
  })
})
