import { setTimeout as delay } from 'node:timers/promises'
import type { Topic } from '../../src/bus/bus.ts'
import type { Hub, HubConnection, HubStream } from '../../src/hub/hub.ts'
import type { Change, FakeDatabase } from './fake-database.ts'

export type ClientOptions = { userId: string; sessionId?: string; channelIds?: string[] }

/**
 * A socket with one stream, the stream's owner on the server, and the client at the other end. The client applies
 * events, pulls what it misses at each hello, and notes in `faults` whatever the hub must never do.
 */
export class Client {
  readonly userId: string
  readonly sessionId: string
  readonly rows = new Map<Topic, Map<number, number>>()
  readonly known = new Map<Topic, number>()
  /** By topic, the revision of the last event since the hello. */
  readonly last = new Map<Topic, number>()
  readonly faults: string[] = []
  readonly hints: string[] = []
  writes: string[] = []
  hellos = 0
  closedWith: number | null = null
  /** What `Sink.write` returns: false for a socket that is full. */
  accepts = true
  readonly #db: FakeDatabase
  readonly #options: ClientOptions
  #connection: HubConnection | null = null
  #isGone = false
  stream: HubStream | null = null

  constructor(db: FakeDatabase, options: ClientOptions) {
    this.#db = db
    this.#options = options
    this.userId = options.userId
    this.sessionId = options.sessionId ?? `session of ${options.userId}`
  }

  async open(hub: Hub): Promise<this> {
    const { userId, sessionId } = this
    const close = (code: number) => {
      this.closedWith = code
    }
    const connection = await hub.connect({ id: `${Math.random()}`, userId, sessionId, close })
    this.#connection = connection
    if (this.#isGone) connection.disconnect()
    await this.reopen()
    return this
  }

  /** Opens one more stream on the same socket. */
  async reopen(): Promise<void> {
    if (this.#connection === null) return
    const stream = this.#connection.open(
      { write: (events) => this.#write(events) },
      { allChannels: this.#options.channelIds === undefined, resync: () => void this.hello(stream) },
    )
    this.stream = stream
    await this.hello(stream)
  }

  /** Does what the owner of a stream must: subscribe, read the heads, release. Tries again while the database fails. */
  async hello(stream: HubStream): Promise<void> {
    for (;;) {
      try {
        await stream.subscribe([`user:${this.userId}`])
        await this.#db.fault()
        const channelIds = this.#options.channelIds ?? this.#db.channelsOf(this.userId)
        await stream.subscribe(channelIds.map((id): Topic => `channel:${id}`))
        await this.#db.fault()
        const heads = new Map<Topic, number>([
          [`user:${this.userId}`, this.#db.history(`user:${this.userId}`).revision],
        ])
        for (const id of this.#options.channelIds ?? this.#db.channelsOf(this.userId)) {
          if (this.#db.mayRead(id, this.userId)) heads.set(`channel:${id}`, this.#db.history(`channel:${id}`).revision)
        }
        await this.#db.fault()
        stream.release(heads, JSON.stringify({ hello: [...heads] }))
        return
      } catch {
        await delay(5)
      }
    }
  }

  drain(): void {
    this.accepts = true
    this.stream?.resume()
  }

  disconnect(): void {
    this.#isGone = true
    this.#connection?.disconnect()
  }

  #write(events: string): boolean {
    this.writes.push(events)
    // A full socket may drop what it was given, and the hub must not rely on it.
    if (!this.accepts) return false
    for (const event of JSON.parse(`[${events}]`)) {
      if (event.hello !== undefined) this.#pull(new Map<Topic, number>(event.hello))
      else if (event.hint !== undefined) this.hints.push(event.hint)
      else this.#apply(event)
    }
    return true
  }

  /** Pulls what the hello shows to be missing, as every client does. */
  #pull(heads: ReadonlyMap<Topic, number>): void {
    this.hellos += 1
    this.last.clear()
    for (const topic of [...this.known.keys()]) {
      if (!heads.has(topic)) this.#forget(topic)
    }
    for (const [topic, head] of heads) this.#catchUp(topic, head)
  }

  /** Pulls everything up to `head`, and nothing after it, which the hub has to bring. */
  #catchUp(topic: Topic, head: number): void {
    this.last.set(topic, head)
    const known = this.known.get(topic)
    if (known !== undefined && head <= known) return
    const rows = this.rows.get(topic) ?? new Map<number, number>()
    for (const [row, at] of this.#db.history(topic).rows) if (at <= head) rows.set(row, at)
    this.rows.set(topic, rows)
    this.known.set(topic, head)
  }

  #apply({ topic, row, after, revision, joined, left }: Change): void {
    const id = topic.slice(topic.indexOf(':') + 1)
    // A user who has come back meanwhile may see what happened in between, since a repair may bring it.
    const mayRead = this.#db.mayRead(id, this.userId)
    if (topic.startsWith('channel:') && !mayRead && !this.#db.wasIn(id, this.userId, revision)) {
      this.faults.push(`${topic} ${revision}: not for ${this.userId}`)
    }
    const last = this.last.get(topic)
    if (last !== undefined && revision <= last) this.faults.push(`${topic} ${revision}: after ${last}`)
    this.last.set(topic, revision)
    const known = this.known.get(topic)
    // The client knows that the user left, but not yet that they came back. It ignores such an event.
    if (known === undefined && topic.startsWith('channel:') && this.#options.channelIds === undefined) return
    if (known === undefined || after > known) this.faults.push(`${topic} ${revision}: follows ${after}, known ${known}`)
    this.known.set(topic, Math.max(known ?? 0, revision))
    const rows = this.rows.get(topic) ?? new Map<number, number>()
    this.rows.set(topic, rows)
    rows.set(row, Math.max(revision, rows.get(row) ?? 0))
    if (this.#options.channelIds !== undefined) return
    // `joined` brings the channel as it is at this revision, and the client pulls its rows.
    if (joined !== undefined) this.#catchUp(`channel:${joined.channelId}`, joined.revision)
    if (left !== undefined) this.#forget(`channel:${left}`)
  }

  #forget(topic: Topic): void {
    this.known.delete(topic)
    this.rows.delete(topic)
  }

  /** What differs from the database in the topics that this client should have, and all faults. */
  missing(): string[] {
    const wrong: string[] = [...this.faults]
    const wanted: Topic[] = [`user:${this.userId}`]
    if (this.#options.channelIds === undefined) {
      for (const id of this.#db.channelsOf(this.userId)) wanted.push(`channel:${id}`)
    } else {
      // A stream that named its channels does not subscribe again by itself after the user left and came back.
      for (const id of this.#options.channelIds) {
        const came = this.#db.membershipChanges.get(`${id} ${this.userId}`) ?? []
        const stays = this.#db.publicChannels.has(id) || came.length === 1
        if (stays && this.last.has(`channel:${id}`)) wanted.push(`channel:${id}`)
      }
    }
    for (const topic of wanted) {
      const { rows, revision } = this.#db.history(topic)
      if ((this.known.get(topic) ?? 0) !== revision) wrong.push(`${topic}: ${this.known.get(topic)} of ${revision}`)
      for (const [row, at] of rows) if (this.rows.get(topic)?.get(row) !== at) wrong.push(`${topic}: row ${row}`)
    }
    return wrong
  }
}
