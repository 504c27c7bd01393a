import { type Brand, brand } from '#shared/brand'

/** Any text, the empty one excepted where Kafka excepts it; never part of a key as it is. */
export type GroupId = Brand<string, 'GroupId'>
export const groupId = brand<string, 'GroupId'>()

/** Given out by a coordinator: client id (or instance id) and a random part, as Kafka does. */
export type MemberId = Brand<string, 'MemberId'>
export const memberId = brand<string, 'MemberId'>()

/** What a static member calls itself (KIP-345): `group.instance.id`. */
export type InstanceId = Brand<string, 'InstanceId'>
export const instanceId = brand<string, 'InstanceId'>()

/** Counts rebalances; never goes back, and never stands for two assignments. 0 before the first, -1 from a client that is no member. */
export type Generation = Brand<number, 'Generation'>
export const generation = brand<number, 'Generation'>()

/** Bytes that only members understand (subscriptions, assignments), as base64. */
export type Opaque = Brand<string, 'Opaque'>
export const opaque = brand<string, 'Opaque'>()
export const NOTHING = opaque('')

/** An assignor that a member knows, by its preference, and what it says to whoever assigns with it. */
export type Protocol = Readonly<{ name: string; metadata: Opaque }>

export type Member = Readonly<{
  id: MemberId
  instanceId: InstanceId | null
  clientId: string
  /** Kafka's form: `/127.0.0.1`. */
  clientHost: string
  sessionTimeoutMs: number
  rebalanceTimeoutMs: number
  protocols: readonly Protocol[]
  /** Whether it has joined the rebalance under way; without meaning outside one. */
  isJoined: boolean
}>

/** Who coordinates: a broker, as what it was when it took over, and the history of the store it took over in. */
export type Coordinator = Readonly<{ brokerId: number; incarnation: string; history: string }>

/**
 * A rebalance that gathers its members. Times in ms since the epoch by the coordinator's clock.
 * `first`: the group was empty, so the window stays open while members keep arriving.
 */
export type Rebalance = Readonly<{ first: boolean; startedAt: number; lastArrivalAt: number }>

/** The limits of a broker that decisions depend on; Kafka's `group.*` settings. */
export type GroupRules = Readonly<{
  initialRebalanceDelayMs: number
  minSessionTimeoutMs: number
  maxSessionTimeoutMs: number
  maxSize: number
  /** Of all protocols of one member together. */
  maxMetadataBytes: number
}>
