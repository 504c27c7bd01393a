import type { Generation, MemberId } from './types.ts'

/** Expected refusals: plain data, matched exhaustively, never thrown. */
export type GroupRefusal = Readonly<
  | { kind: 'invalid-session-timeout' }
  | { kind: 'inconsistent-group-protocol' }
  | { kind: 'member-metadata-too-large' }
  | { kind: 'unknown-member' }
  | { kind: 'illegal-generation'; expected: Generation; actual: Generation }
  | { kind: 'rebalance-in-progress' }
  | { kind: 'fenced-instance' }
  | { kind: 'group-full' }
  | { kind: 'non-empty-group' }
  /** Not a failure: the id the client is to come back with. */
  | { kind: 'member-id-required'; memberId: MemberId }
  /** The group is deleted; whoever asks again finds another, or none. */
  | { kind: 'group-dead' }
>
