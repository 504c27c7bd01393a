import type { Member, MemberId } from './types.ts'

type Members = ReadonlyMap<MemberId, Member>

/** These members with one of them as it is now, in its place; whoever is not among them is left out. */
export const exchanged = (members: Members, member: Member): Members =>
  members.has(member.id)
    ? (members instanceof MemberMap ? members : MemberMap.of(members)).with(member)
    : members

/**
 * A map whose values are exchanged at the cost of a copied list. A thousand members that join again are a thousand
 * rosters, each of which would have a map of a thousand made for it (ADR 0036). As immutable as any roster.
 */
class MemberMap implements Members {
  readonly #places: ReadonlyMap<MemberId, number>
  readonly #list: readonly Member[]

  private constructor(places: ReadonlyMap<MemberId, number>, list: readonly Member[]) {
    this.#places = places
    this.#list = list
  }

  static of(members: Members): MemberMap {
    const list = [...members.values()]
    return new MemberMap(new Map([...members.keys()].map((id, place) => [id, place])), list)
  }

  with(member: Member): MemberMap {
    const place = this.#places.get(member.id)
    if (place === undefined) return this
    const list = this.#list.slice()
    list[place] = member
    return new MemberMap(this.#places, list)
  }

  get size(): number {
    return this.#list.length
  }

  has(id: MemberId): boolean {
    return this.#places.has(id)
  }

  get(id: MemberId): Member | undefined {
    const place = this.#places.get(id)
    return place === undefined ? undefined : this.#list[place]
  }

  keys(): MapIterator<MemberId> {
    return this.#places.keys()
  }

  values(): MapIterator<Member> {
    return this.#list.values()
  }

  entries(): MapIterator<[MemberId, Member]> {
    return new Map(this.#list.map((member) => [member.id, member])).entries()
  }

  [Symbol.iterator](): MapIterator<[MemberId, Member]> {
    return this.entries()
  }

  forEach(act: (member: Member, id: MemberId, members: Members) => void): void {
    for (const member of this.#list) act(member, member.id, this)
  }
}
