import type { MemberRef } from '#application/groups/groups'
import type { Leaver } from '#domain/group/commands'
import { generation, type InstanceId, instanceId, memberId, type Opaque, opaque } from '#domain/group/types'

type Named = Readonly<{ memberId: string; groupInstanceId: string | null }>

export const leaverOf = (named: Named): Leaver => ({
  memberId: memberId(named.memberId),
  instanceId: instanceOf(named),
})

export const memberOf = (named: Named, generationId: number): MemberRef => ({
  ...leaverOf(named),
  generation: generation(generationId),
})

export const instanceOf = ({ groupInstanceId }: Pick<Named, 'groupInstanceId'>): InstanceId | null =>
  groupInstanceId === null ? null : instanceId(groupInstanceId)

export const toOpaque = (bytes: Buffer): Opaque => opaque(bytes.toString('base64'))
export const fromOpaque = (text: Opaque): Buffer => Buffer.from(text, 'base64')
