import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { type AnswerFilter, ProxiedConnection } from './proxied-connection.ts'

/** A TCP proxy in front of one server, which can fail in the ways in which networks fail. */
export type TcpProxy = {
  /** The server's address with the proxy's host and port, without a slash at its end. */
  readonly url: string
  readonly port: number
  /** How many connections are open. */
  readonly connections: number
  /** How many bytes clients have sent so far. */
  readonly sentBytes: number
  /** How often clients began to speak after the server had spoken: the round trips, while only one connection is used. */
  readonly roundTrips: number
  /** Ends every connection. New ones are let through. */
  cut(): void
  /** Once clients have sent this many bytes more, ends every connection. New ones are let through. */
  cutAfter(bytes: number): void
  /** Ends every connection, and every new one as soon as it is accepted, until `mend`. */
  down(): void
  /**
   * Connections stay open and carry nothing any more, not even that the other side has closed. The same happens to
   * new ones, until `mend`; those that hang already stay as they are.
   */
  hang(): void
  /**
   * Packets are lost: connections stay open and nothing arrives, not even that the other side has closed, until `mend`.
   *
   * @param share of the connections, from 0 to 1. New ones lose packets only when the share is 1
   * @param fate of what is sent meanwhile. `late` arrives after `mend`, as TCP would send it again. With `lost`, the
   *   connections on which something was lost break at `mend`, as if TCP had given up
   */
  losePackets(share: number, fate: 'late' | 'lost'): void
  /** What clients say arrives; what the server answers waits until `mend`. New connections are treated the same. */
  holdAnswers(): void
  /** From now on no answer reaches those clients that have ever sent this word, in whatever case. New ones are let be. */
  muteAnswers(word: string): void
  /** Every byte takes this much longer, in each direction, until `mend`. */
  slow(delayMs: number): void
  /** Ends all of these faults. */
  mend(): void
  /** New connections lead to this server, as a load balancer would do it. Those that are open stay. */
  redirect(url: string): void
  /** Ends every connection; the operating system refuses new ones until `listenAgain`, at the same port. */
  stopListening(): Promise<void>
  listenAgain(): Promise<void>
  close(): Promise<void>
}

/**
 * Starts a proxy on a free port of the loopback interface.
 *
 * @param target the server's URL, of any scheme. Only its host and port are used to connect
 * @param options.filterAnswers makes, for a connection, the filter that all answers go through. It is given what the
 *   client has said so far, in capitals
 */
export async function startProxy(
  target: string,
  { filterAnswers = () => null }: { filterAnswers?: (said: () => string) => AnswerFilter | null } = {},
): Promise<TcpProxy> {
  const connections = new Set<ProxiedConnection>()
  let { hostname: host, port: targetPort } = new URL(target)
  let isDown = false
  let isHanging = false
  let isHolding = false
  let lossOfNew: 'late' | 'lost' | null = null
  let delayMs = 0
  let sentBytes = 0
  let cutAtBytes = Number.POSITIVE_INFINITY
  let roundTrips = 0
  let lastSpeaker: 'client' | 'server' = 'server'

  const cut = () => {
    for (const connection of [...connections]) connection.destroy()
  }
  const listen = async (port: number): Promise<Server> => {
    const server = createServer({ noDelay: true }, (client) => {
      if (isDown) return void client.destroy()
      const far = connect({ host, port: Number(targetPort), noDelay: true })
      const connection = new ProxiedConnection(client, far, {
        delayMs: () => delayMs,
        filterAnswers,
        onSent(bytes) {
          if (lastSpeaker === 'server') roundTrips++
          lastSpeaker = 'client'
          sentBytes += bytes
          if (sentBytes < cutAtBytes) return
          cutAtBytes = Number.POSITIVE_INFINITY
          cut()
        },
        onAnswered() {
          lastSpeaker = 'server'
        },
        onEnd: () => connections.delete(connection),
      })
      connections.add(connection)
      if (isHanging) connection.hang()
      if (isHolding) connection.holdAnswers()
      if (lossOfNew) connection.losePackets(lossOfNew)
    })
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return server
  }
  const stopListening = async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    cut()
    await closed
  }

  let server = await listen(0)
  const { port } = server.address() as AddressInfo // it listens on TCP
  const own = new URL(target)
  own.hostname = '127.0.0.1'
  own.port = String(port)
  return {
    url: own.href.replace(/\/$/, ''),
    port,
    get connections() {
      return connections.size
    },
    get sentBytes() {
      return sentBytes
    },
    get roundTrips() {
      return roundTrips
    },
    cut,
    cutAfter(bytes) {
      cutAtBytes = sentBytes + bytes
    },
    down() {
      isDown = true
      cut()
    },
    hang() {
      isHanging = true
      for (const connection of connections) connection.hang()
    },
    losePackets(share, fate) {
      if (share >= 1) lossOfNew = fate
      const all = [...connections]
      for (const connection of all.slice(0, Math.ceil(all.length * share))) connection.losePackets(fate)
    },
    holdAnswers() {
      isHolding = true
      for (const connection of connections) connection.holdAnswers()
    },
    muteAnswers(word) {
      for (const connection of connections) if (connection.said.includes(word.toUpperCase())) connection.muteAnswers()
    },
    slow(ms) {
      delayMs = ms
    },
    mend() {
      isDown = false
      isHanging = false
      isHolding = false
      lossOfNew = null
      delayMs = 0
      for (const connection of [...connections]) connection.mend()
    },
    redirect(url) {
      ;({ hostname: host, port: targetPort } = new URL(url))
    },
    stopListening,
    async listenAgain() {
      server = await listen(port)
    },
    close: stopListening,
  }
}
