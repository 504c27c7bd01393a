/** What one client, and all of them together, may make the broker hold (`safety.md` 3). */
export type Limits = Readonly<{
  /** Kafka's `socket.request.max.bytes`, which is 100 MiB there. */
  maxFrameBytes: number
  maxConnections: number
  maxConnectionsPerIp: number
  /** Requests of one connection that are under way. */
  maxUnderWay: number
  /** What clients sent and is not answered yet, over all connections. */
  ingressBytes: number
  /** Answers that one client has not taken yet; beyond it no further request of it starts. */
  egressBytes: number
  /** Buffers of such answers: each costs memory beyond its bytes, and the smallest answers cost little else. */
  egressPieces: number
  /** Answers that no client has taken yet, over all connections: beyond it answers are kept as small as they can be. */
  egressPoolBytes: number
  /** Kafka's `connections.max.idle.ms`. */
  idleMs: number
  frameMs: number
  /** After `frameGraceMs` the frame must have come at `frameBytesPerSecond` on average. */
  frameGraceMs: number
  frameBytesPerSecond: number
  /** A client that takes nothing of its answers for so long. */
  stalledMs: number
  /** What is under way when the broker stops has so long to finish. */
  drainMs: number
}>

const MiB = 2 ** 20

export const defaultLimits: Limits = {
  maxFrameBytes: 16 * MiB,
  maxConnections: 10_000,
  maxConnectionsPerIp: 1_000,
  maxUnderWay: 16,
  ingressBytes: 256 * MiB,
  egressBytes: 51 * MiB,
  egressPieces: 4_096,
  egressPoolBytes: 256 * MiB,
  idleMs: 600_000,
  frameMs: 30_000,
  frameGraceMs: 5_000,
  frameBytesPerSecond: 1_024,
  stalledMs: 60_000,
  drainMs: 10_000,
}
