/** The partition does not exist (any more), or may not be used until an operator has looked at it. */
export type LogGone = Readonly<{ kind: 'partition-gone' } | { kind: 'partition-offline'; reason: string }>
