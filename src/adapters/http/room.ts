import type { IncomingMessage, Server, ServerResponse } from 'node:http'

type Socket = IncomingMessage['socket']

/**
 * Keeps the connections of a server to `most`. Whoever comes when they are taken is let in, or nobody could ask any more for
 * as long as somebody holds them all: who has asked for nothing for the longest time goes, else who has been there longest.
 */
export const keepRoom = (server: Server, most: number): void => {
  const all = new Set<Socket>()
  /** Those that are not being answered; the one that has waited longest first. */
  const idle = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    if (all.size >= most) {
      const [longest] = idle.size > 0 ? idle : all
      if (longest !== undefined) {
        all.delete(longest)
        idle.delete(longest)
        longest.destroy()
      }
    }
    all.add(socket)
    idle.add(socket)
    socket.once('close', () => {
      all.delete(socket)
      idle.delete(socket)
    })
  })
  server.on('request', ({ socket }, response: ServerResponse) => {
    idle.delete(socket)
    response.once('close', () => {
      if (all.has(socket)) idle.add(socket)
    })
  })
}
