/** What a client's leader epoch is refused for (KIP-320); -1 is a client that does not say. */
export const epochFault = (
  asked: number,
  current: number,
): Readonly<{ kind: 'fenced-leader-epoch' } | { kind: 'unknown-leader-epoch' }> | null => {
  if (asked < 0 || asked === current) return null
  return { kind: asked < current ? 'fenced-leader-epoch' : 'unknown-leader-epoch' }
}
