const MAPPED_IPV4 = /^::ffff:(?=\d+\.)/i

/** An address as Java prints one, and so as tools show the members of a group. Empty of a client that is gone already. */
export const clientHost = (address: string | undefined): string =>
  address === undefined ? '' : `/${address.replace(MAPPED_IPV4, '')}`
