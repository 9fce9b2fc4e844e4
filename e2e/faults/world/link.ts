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

class Pair {
  readonly #near: Socket
  readonly #far: Socket
  readonly #delayMs: () => number
  readonly #ended: () => void
  #said = ''
  #muted: 'late' | 'lost' | null = null
  #lost = false
  #closing = false
  #held: (() => void)[] = []

  constructor(
    near: Socket,
    far: Socket,
    filter: (said: () => string) => Filter | null,
    delayMs: () => number,
    ended: () => void,
  ) {
    this.#near = near
    this.#far = far
    this.#delayMs = delayMs
    this.#ended = ended
    const answers = filter(() => this.#said)
    near.on('data', (chunk: Buffer) => {
      if (answers && this.#said.length < 65_536) this.#said += chunk.toString('latin1').toUpperCase()
      this.#carry(chunk, near, far)
    })
    far.on('data', (chunk: Buffer) => this.#carry(answers ? answers.pass(chunk) : chunk, far, near))
    for (const socket of [near, far]) socket.on('error', () => {}).on('close', () => this.#closed())
  }

  mute(fate: 'late' | 'lost'): void {
    this.#muted ??= fate
  }

  unmute(): void {
    if (!this.#muted) return
    this.#muted = null
    for (const work of this.#held.splice(0)) work()
    if (this.#lost || this.#closing) this.destroy()
  }

  destroy(): void {
    this.#near.destroy()
    this.#far.destroy()
    this.#ended()
  }

  #carry(chunk: Buffer, from: Socket, to: Socket): void {
    if (chunk.length === 0) return
    if (this.#muted === 'lost') {
      this.#lost = true
      return
    }
    const forward = () => {
      if (to.destroyed || to.write(chunk)) return
      // Whoever does not read is felt at the other end.
      from.pause()
      to.once('drain', () => from.resume())
    }
    if (this.#muted === 'late') this.#held.push(forward)
    else if (this.#delayMs() > 0) setTimeout(forward, this.#delayMs())
    else forward()
  }

  #closed(): void {
    this.#closing = true
    // That one side has closed is a packet too.
    if (!this.#muted) this.destroy()
  }
}
