import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A TCP load balancer: each new connection goes to the next node in the list. If that one refuses, the one after it is tried. */
export async function openBalancer(targets: string[]) {
  const sockets = new Set<Socket>()
  let next = 0
  const forward = (near: Socket, tries: number) => {
    const target = new URL(targets[next++ % targets.length] ?? '')
    const far = connect(Number(target.port), target.hostname)
    far.once('error', () => {
      if (tries > 1) forward(near, tries - 1)
      else near.destroy()
    })
    far.once('connect', () => {
      far.removeAllListeners('error')
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        from.on('error', () => {})
        from.once('close', () => to.destroy())
        from.pipe(to)
      }
    })
  }
  const server = createServer((near) => {
    sockets.add(near)
    near.once('close', () => sockets.delete(near)).on('error', () => {})
    forward(near, targets.length)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP server has a port
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
