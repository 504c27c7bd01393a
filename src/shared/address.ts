/** Host and port as people and clients write them: an IPv6 address in brackets, or its end could be the port. */
export const address = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
