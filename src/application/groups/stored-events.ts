import type { GroupEvent } from '#domain/group/events'
import {
  type Generation,
  generation,
  type InstanceId,
  instanceId,
  type MemberId,
  memberId,
  type Opaque,
  opaque,
} from '#domain/group/types'
import type { StoredEvent } from '#ports/journal'
import { StoreCorrupt } from '#ports/store-errors'
import { decode, parsed, t } from '#shared/codec'
import { E } from '#shared/fp'

/** Classic groups share their journals' name space with what comes later (KIP-848, share groups): `decider` tells them apart. */
const DECIDER = 'classic-group'
const VERSION = 1

const text = <A>(name: string, make: (raw: string) => A): t.Type<A, A, unknown> =>
  parsed<A>(name, (raw) => (typeof raw === 'string' ? E.right(make(raw)) : E.left(`expected a ${name}`)))

export const MemberIdText = text<MemberId>('member id', memberId)
export const InstanceIdText = text<InstanceId>('instance id', instanceId)
export const OpaqueText = text<Opaque>('base64 text', opaque)
export const GenerationNumber = parsed<Generation>('generation', (raw) =>
  Number.isSafeInteger(raw) ? E.right(generation(Number(raw))) : E.left('expected a generation'),
)

export const Coordinator = t.type({ brokerId: t.number, incarnation: t.string, history: t.string })

const said = {
  clientId: t.string,
  clientHost: t.string,
  sessionTimeoutMs: t.number,
  rebalanceTimeoutMs: t.number,
  protocols: t.readonlyArray(t.type({ name: t.string, metadata: OpaqueText })),
}
const Renewal = t.type(said)
export const StoredMember = t.type({
  id: MemberIdText,
  instanceId: t.union([InstanceIdText, t.null]),
  ...said,
})

const events = {
  'coordinator-changed': t.type({
    type: t.literal('coordinator-changed'),
    coordinator: Coordinator,
    generationFloor: GenerationNumber,
    at: t.number,
  }),
  'member-id-issued': t.type({
    type: t.literal('member-id-issued'),
    memberId: MemberIdText,
    sessionTimeoutMs: t.number,
  }),
  'pending-member-dropped': t.type({ type: t.literal('pending-member-dropped'), memberId: MemberIdText }),
  'member-joined': t.type({
    type: t.literal('member-joined'),
    member: StoredMember,
    protocolType: t.string,
    at: t.number,
  }),
  'member-rejoined': t.type({
    type: t.literal('member-rejoined'),
    memberId: MemberIdText,
    renewal: Renewal,
  }),
  'static-member-replaced': t.type({
    type: t.literal('static-member-replaced'),
    instanceId: InstanceIdText,
    oldMemberId: MemberIdText,
    memberId: MemberIdText,
    renewal: Renewal,
  }),
  'member-removed': t.type({
    type: t.literal('member-removed'),
    memberId: MemberIdText,
    reason: t.keyof({ left: null, 'session-expired': null, 'not-rejoined': null, 'not-synced': null }),
  }),
  'rebalance-started': t.type({
    type: t.literal('rebalance-started'),
    first: t.boolean,
    reason: t.string,
    at: t.number,
  }),
  'generation-started': t.type({
    type: t.literal('generation-started'),
    generation: GenerationNumber,
    protocol: t.string,
    leader: MemberIdText,
  }),
  'group-emptied': t.type({
    type: t.literal('group-emptied'),
    generation: GenerationNumber,
    at: t.number,
  }),
  'assignments-received': t.type({
    type: t.literal('assignments-received'),
    assignments: t.readonlyArray(t.readonly(t.tuple([MemberIdText, OpaqueText]))),
  }),
  'group-deleted': t.type({ type: t.literal('group-deleted') }),
} satisfies { [Type in GroupEvent['type']]: t.Type<Extract<GroupEvent, { type: Type }>, unknown, unknown> }

const EventType = t.type({ type: t.string })

export const toStored = (event: GroupEvent): StoredEvent => ({ decider: DECIDER, version: VERSION, event })

/** Throws `StoreCorrupt` at an event that this version of Kedge does not know. */
export const fromStored = ({ decider, version, event }: StoredEvent): GroupEvent => {
  if (decider !== DECIDER || version !== VERSION)
    throw new StoreCorrupt(
      `a group's journal holds an event of ${decider} v${version}, which this version cannot read`,
    )
  const decoded = decode(codecOf(event), event)
  if (E.isRight(decoded)) return decoded.right
  const faults = decoded.left.map(({ path, message }) => `${path}: ${message}`).join('; ')
  throw new StoreCorrupt(`a group's journal holds an event this version cannot read: ${faults}`)
}

/** By the event's type, so that one is not tried against all. */
const codecOf = (event: unknown): t.Decoder<unknown, GroupEvent> => {
  const type = EventType.is(event) ? event.type : ''
  const codec = Object.entries(events).find(([name]) => name === type)?.[1]
  if (codec === undefined) throw new StoreCorrupt(`a group's journal holds an unknown event: ${type}`)
  return codec
}
