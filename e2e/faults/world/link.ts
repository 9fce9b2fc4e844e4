import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A TCP link that can fail as networks do. Everything a node or a client says goes over one of these. */
export type Link = {
  readonly port: number
  /** Breaks every connection and takes no new one. */
  cut(): void
  /**
   * Packets vanish: connections stay open and nothing arrives, not even that the other side has closed.
   *
   * @param share of the connections, from 0 to 1; new ones are concerned only when all are
   * @param fate of what is said meanwhile: `late` arrives when the link is mended, as TCP would send it again; with
   * `lost` those connections break then, as after TCP has given up
   */
  mute(share: number, fate: 'late' | 'lost'): void
  /** Everything takes this much longer, each way. */
  slow(delayMs: number): void
  /** Ends every fault of this link. */
  mend(): void
  connections(): number
  close(): Promise<void>
}

/** Enough to see what a connection is for. */
const keptChars = 65_536

/** What stands in the way from server to client: takes a chunk, returns what goes on. */
type Filter = { pass(chunk: Buffer): Buffer }

export async function startLink(
  target: { host: string; port: number },
  filter: (said: () => string) => Filter | null = () => null,
): Promise<Link> {
  const pairs = new Set<Pair>()
  let refused = false
  let delayMs = 0
  let muteNew: 'late' | 'lost' | null = null
  const server = createServer({ noDelay: true }, (near) => {
    if (refused) return void near.destroy()
    const far = connect({ ...target, noDelay: true })
    const pair = new Pair(
      near,
      far,
      filter,
      () => delayMs,
      () => pairs.delete(pair),
    )
    pairs.add(pair)
    if (muteNew) pair.mute(muteNew)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('a TCP server has a port')
  const cut = () => {
    refused = true
    for (const pair of [...pairs]) pair.destroy()
  }
  return {
    port: address.port,
    cut,
    mute(share, fate) {
      if (share >= 1) muteNew = fate
      const all = [...pairs]
      for (const pair of all.slice(0, Math.ceil(all.length * share))) pair.mute(fate)
    },
    slow(ms) {
      delayMs = ms
    },
    mend() {
      refused = false
      delayMs = 0
      muteNew = null
      for (const pair of [...pairs]) pair.unmute()
    },
    connections: () => pairs.size,
    async close() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}

/** One way of a connection. What is said arrives in its order, or not at all. */
class Way {
  readonly #from: Socket
  readonly #to: Socket
  readonly #waiting: { chunk: Buffer; dueAt: number }[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #muted: 'late' | 'lost' | null = null
  /** Something was lost: as a stream of bytes it is broken. */
  isBroken = false

  constructor(from: Socket, to: Socket) {
    this.#from = from
    this.#to = to
  }

  carry(chunk: Buffer, delayMs: number): void {
    if (chunk.length === 0) return
    if (this.#muted === 'lost') {
      this.isBroken = true
      return
    }
    this.#waiting.push({ chunk, dueAt: performance.now() + delayMs })
    this.#pump()
  }

  mute(fate: 'late' | 'lost' | null): void {
    this.#muted = fate
    this.#pump()
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#waiting.length = 0
  }

  #pump(): void {
    if (this.#timer || this.#muted) return
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const inMs = next.dueAt - performance.now()
      if (inMs > 0) {
        this.#timer = setTimeout(() => {
          this.#timer = undefined
          this.#pump()
        }, inMs)
        return
      }
      this.#waiting.shift()
      if (this.#to.destroyed || this.#to.write(next.chunk)) continue
      // Whoever does not read is felt at the other end.
      this.#from.pause()
      this.#to.once('drain', () => this.#from.resume())
    }
  }
}

class Pair {
  readonly #near: Socket
  readonly #far: Socket
  readonly #ways: readonly [Way, Way]
  readonly #ended: () => void
  #said = ''
  #muted = false
  #closing = false

  constructor(
    near: Socket,
    far: Socket,
    filter: (said: () => string) => Filter | null,
    delayMs: () => number,
    ended: () => void,
  ) {
    this.#near = near
    this.#far = far
    this.#ended = ended
    const [there, back] = [new Way(near, far), new Way(far, near)]
    this.#ways = [there, back]
    const answers = filter(() => this.#said)
    near.on('data', (chunk: Buffer) => {
      if (answers && this.#said.length < keptChars) this.#said += chunk.toString('latin1').toUpperCase()
      there.carry(chunk, delayMs())
    })
    far.on('data', (chunk: Buffer) => back.carry(answers ? answers.pass(chunk) : chunk, delayMs()))
    for (const socket of [near, far]) socket.on('error', () => {}).on('close', () => this.#closed())
  }

  mute(fate: 'late' | 'lost'): void {
    this.#muted = true
    for (const way of this.#ways) way.mute(fate)
  }

  unmute(): void {
    if (!this.#muted) return
    this.#muted = false
    for (const way of this.#ways) way.mute(null)
    if (this.#closing || this.#ways.some((way) => way.isBroken)) this.destroy()
  }

  destroy(): void {
    for (const way of this.#ways) way.end()
    this.#near.destroy()
    this.#far.destroy()
    this.#ended()
  }

  #closed(): void {
    this.#closing = true
    // That one side has closed is a packet too.
    if (!this.#muted) this.destroy()
  }
}
