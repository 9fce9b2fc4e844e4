import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A network link for tests: forwards to the host of `target`, at a URL of its own, and can be cut. */
export async function openLink(target: string) {
  const { hostname, port } = new URL(target)
  const ends = new Set<Socket>()
  let down = false
  const server = createServer((near) => {
    if (down) return near.destroy()
    const far = connect(Number(port), hostname)
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end)
      end.on('error', () => {})
      end.once('close', () => {
        ends.delete(end)
        other.destroy()
      })
      end.pipe(other)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port) // listening on TCP
  const cut = () => {
    for (const end of ends) end.destroy()
  }
  return {
    url: url.href.replace(/\/$/, ''),
    /** Ends every connection; new ones are let through. */
    cut,
    /** Ends every connection and every new one, until `up`. */
    down() {
      down = true
      cut()
    },
    up() {
      down = false
    },
    close() {
      cut()
      server.close()
    },
  }
}
