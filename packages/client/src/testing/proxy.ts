import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Passes bytes on to a server, until it is told to pass nothing on and say nothing, or to go to another server. */
export async function proxy(firstUrl: string) {
  const links = new Set<Socket>()
  let target = firstUrl
  let isDead = false
  let sent = 0
  let cutAt = Number.POSITIVE_INFINITY
  const door = createServer((from) => {
    const to = connect(Number(new URL(target).port), '127.0.0.1')
    for (const socket of [from, to]) {
      links.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => links.delete(socket))
    }
    if (isDead) return
    from.on('data', (bytes: Buffer) => {
      sent += bytes.length
      if (sent < cutAt) return
      cutAt = Number.POSITIVE_INFINITY
      for (const socket of links) socket.destroy()
    })
    from.pipe(to)
    to.pipe(from)
    from.on('close', () => to.destroy())
    to.on('close', () => from.destroy())
  }).listen(0, '127.0.0.1')
  await once(door, 'listening')
  const { port } = door.address() as AddressInfo // listens on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    /** New connections go there, as a load balancer would have it; those that are open stay. */
    pointAt(url: string) {
      target = url
    },
    /** How many bytes clients have sent. */
    get sent() {
      return sent
    },
    /** Once they have sent that many more, everything is cut off; new connections pass. */
    cutAfter(bytes: number) {
      cutAt = sent + bytes
    },
    die() {
      isDead = true
      for (const socket of links) {
        socket.unpipe()
        socket.pause()
      }
    },
    /** What was cut stays cut; new connections pass. */
    heal() {
      isDead = false
    },
    close() {
      door.close()
      for (const socket of links) socket.destroy()
    },
  }
}
