import { connect, createServer, type Server, type Socket } from 'node:net'

// For the tests of this package: a network between client and server that can fail.

/** Stands before the server at `url`. */
export async function createProxy(url: string) {
  const target = new URL(url)
  const pairs = new Set<{ client: Socket; server: Socket }>()
  let holding = false
  let turns = 0
  let spokeLast: 'client' | 'server' = 'server'
  let server = await listen(0)
  const port = portOf(server)

  function listen(onPort: number): Promise<Server> {
    const created = createServer((client) => {
      const upstream = connect(Number(target.port), target.hostname)
      const pair = { client, server: upstream }
      pairs.add(pair)
      client.on('data', () => {
        if (spokeLast === 'server') turns++
        spokeLast = 'client'
      })
      upstream.on('data', () => {
        spokeLast = 'server'
      })
      client.pipe(upstream)
      if (!holding) upstream.pipe(client)
      for (const socket of [client, upstream]) {
        socket.on('error', () => {})
        socket.on('close', () => {
          client.destroy()
          upstream.destroy()
          pairs.delete(pair)
        })
      }
    })
    return new Promise((resolve, reject) => {
      created.once('error', reject)
      created.listen(onPort, '127.0.0.1', () => resolve(created))
    })
  }

  function cut(): void {
    for (const pair of pairs) pair.client.destroy()
  }

  async function stopListening(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve))
    cut()
    await closed
  }

  const own = new URL(url)
  own.hostname = '127.0.0.1'
  own.port = String(port)
  return {
    url: own.href,
    /** What the client says arrives; what the server answers does not. On new connections too. */
    holdAnswers() {
      holding = true
      for (const pair of pairs) {
        pair.server.unpipe(pair.client)
        // Paused by unpipe: what comes waits in the system's buffers.
      }
    },
    release() {
      holding = false
      for (const pair of pairs) pair.server.pipe(pair.client)
    },
    /** How many times the client has spoken and the server answered: round trips, while one connection is used. */
    turns: () => turns,
    /** Ends every connection. */
    cut,
    stopListening,
    async listenAgain() {
      server = await listen(port)
    },
    close: stopListening,
  }
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  return address.port
}
