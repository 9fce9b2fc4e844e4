import { setTimeout as delay } from 'node:timers/promises'
import type { Publication, Topic } from './bus.ts'
import type { Answer, Hub, HubConnection, HubStream, Question, Repair, Source } from './hub.ts'

/** What the tests' events say: row `row` of `topic` changed. */
export type Change = {
  topic: Topic
  row: number
  after: number
  revision: number
  /** On a user's topic. */
  joined?: { channelId: string; revision: number }
  left?: string
}

/** A user's membership in a channel is one row of the user's topic, whatever happens to it. */
const membershipRow = (channelId: string) => 100 + [...channelId].reduce((sum, c) => sum * 10 + c.charCodeAt(0), 0)

type History = { rows: Map<number, number>; revision: number }

/** A database with the real one's rules: rows that are stamped with revisions, members, sessions. In memory. */
export class FakeDatabase implements Source {
  readonly topics = new Map<Topic, History>()
  readonly members = new Map<string, Set<string>>()
  /** By channel and user: at which revision they came (true) and left (false). */
  readonly comings = new Map<string, { at: number; isIn: boolean }[]>()
  readonly ended = new Set<string>()
  reads: string[] = []
  /** Called before each read: may wait, or throw. */
  fault: () => Promise<void> = async () => {}
  /** More changes than this are too much to push. */
  changesMax = 50
  /** More rows than this in one read are too many: who asked after them is told `later`. */
  roomMax = Number.POSITIVE_INFINITY

  history(topic: Topic): History {
    const known = this.topics.get(topic)
    if (known !== undefined) return known
    const fresh = { rows: new Map<number, number>(), revision: 0 }
    this.topics.set(topic, fresh)
    return fresh
  }

  /** One commit: changes these rows and says so. */
  commit(
    topic: Topic,
    rows: readonly number[],
    more: Partial<Publication> = {},
    told: Pick<Change, 'joined' | 'left'> = {},
  ): Publication {
    const history = this.history(topic)
    const after = history.revision
    const events = rows.map((row) => {
      const change: Change = { topic, row, after: history.revision, revision: history.revision + 1, ...told }
      history.revision += 1
      history.rows.set(row, history.revision)
      return JSON.stringify(change)
    })
    return { topic, after, revision: history.revision, events: events.join(','), ...more }
  }

  /** What the user has read in a channel that they are in: only their own streams are told. */
  mark(channelId: string, userId: string): Publication {
    return this.commit(`user:${userId}`, [membershipRow(channelId)])
  }

  /** Both publications of one commit, the channel's first. Row 0 of a channel stands for its members. */
  join(channelId: string, userId: string): [Publication, Publication] {
    this.#members(channelId).add(userId)
    const channel = this.commit(`channel:${channelId}`, [0])
    const revision = channel.revision ?? 0
    this.#came(channelId, userId).push({ at: revision, isIn: true })
    const joined = { channelId, revision }
    return [channel, this.commit(`user:${userId}`, [membershipRow(channelId)], { joined }, { joined })]
  }

  leave(channelId: string, userId: string): [Publication, Publication] {
    this.#members(channelId).delete(userId)
    const channel = this.commit(`channel:${channelId}`, [0], { removed: [userId] })
    this.#came(channelId, userId).push({ at: channel.revision ?? 0, isIn: false })
    return [
      channel,
      this.commit(`user:${userId}`, [membershipRow(channelId)], { left: [channelId] }, { left: channelId }),
    ]
  }

  channelsOf(userId: string): string[] {
    return [...this.members].filter(([, users]) => users.has(userId)).map(([channelId]) => channelId)
  }

  wasIn(channelId: string, userId: string, revision: number): boolean {
    return this.#came(channelId, userId).findLast(({ at }) => at <= revision)?.isIn ?? false
  }

  async heads(topics: readonly Topic[]): Promise<Map<Topic, number>> {
    return this.#read('heads', () => {
      const heads = new Map<Topic, number>()
      for (const topic of topics) {
        const history = this.topics.get(topic)
        if (history !== undefined) heads.set(topic, history.revision)
      }
      return heads
    })
  }

  async changes(questions: readonly Question[]): Promise<Answer[]> {
    return this.#read(questions.map(({ topic, since }) => `${topic} ${since}`).join(' + '), () => {
      let room = this.roomMax
      return questions.map(({ topic, since }) => {
        if (room <= 0) return 'later'
        room -= Math.max(0, this.history(topic).revision - since)
        return topic.startsWith('user:') ? this.#userChanges(topic, since) : this.#channelChanges(topic, since)
      })
    })
  }

  #channelChanges(topic: Topic, since: number): Repair | null {
    const id = topic.slice('channel:'.length)
    const removed = [...this.comings]
      .filter(
        ([key, list]) => key.startsWith(`${id} `) && list.at(-1)?.isIn === false && (list.at(-1)?.at ?? 0) > since,
      )
      .map(([key]) => key.slice(id.length + 1))
    return this.#repair(topic, since, () => ({}), removed.length > 0 ? { removed } : {})
  }

  /** As in the real one, a row does not tell whether its channel was joined or only read: `memberOf` names it. */
  #userChanges(topic: Topic, since: number): Repair | null {
    const userId = topic.slice('user:'.length)
    const { rows } = this.history(topic)
    const touched = [...this.members].filter(([id]) => (rows.get(membershipRow(id)) ?? 0) > since)
    const memberOf = touched.filter(([, users]) => users.has(userId)).map(([id]) => id)
    const left = new Map(touched.filter(([, users]) => !users.has(userId)).map(([id]) => [membershipRow(id), id]))
    const told = (row: number) => ({ left: left.get(row) })
    return this.#repair(topic, since, told, { memberOf, left: [...left.values()] })
  }

  #repair(
    topic: Topic,
    since: number,
    told: (row: number) => Pick<Change, 'left'>,
    more: Partial<Repair>,
  ): Repair | null {
    const { rows, revision } = this.history(topic)
    const newer = [...rows].filter(([, at]) => at > since).toSorted(([, a], [, b]) => a - b)
    if (newer.length > this.changesMax) return null
    let after = since
    const events = newer.map(([row, at]) => {
      const change: Change = { topic, row, after, revision: at, ...told(row) }
      after = at
      return JSON.stringify(change)
    })
    return { topic, after: since, revision, events: events.join(','), rows: newer.length, ...more }
  }

  async endedSessions(sessionIds: readonly string[]): Promise<string[]> {
    return this.#read('sessions', () => sessionIds.filter((id) => this.ended.has(id)))
  }

  async #read<T>(what: string, read: () => T): Promise<T> {
    this.reads.push(what)
    await this.fault()
    const result = read()
    // The answer takes its time too: what it says may be old when it arrives.
    await this.fault()
    return result
  }

  #members(channelId: string): Set<string> {
    const members = this.members.get(channelId) ?? new Set()
    this.members.set(channelId, members)
    return members
  }

  #came(channelId: string, userId: string) {
    const key = `${channelId} ${userId}`
    const list = this.comings.get(key) ?? []
    this.comings.set(key, list)
    return list
  }
}

export type ClientOptions = { userId: string; sessionId?: string; channelIds?: string[] }

/**
 * A socket with one stream, its server-side owner, and the client at its other end: applies events, pulls on hello,
 * and notes in `faults` whatever the hub must never do.
 */
export class Client {
  readonly userId: string
  readonly sessionId: string
  readonly rows = new Map<Topic, Map<number, number>>()
  readonly known = new Map<Topic, number>()
  /** By topic, the last revision since hello. */
  readonly last = new Map<Topic, number>()
  readonly faults: string[] = []
  readonly hints: string[] = []
  writes: string[] = []
  hellos = 0
  closedWith: number | null = null
  /** What `Sink.write` answers. */
  takes = true
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

  /** One more stream on the same socket. */
  async reopen(): Promise<void> {
    if (this.#connection === null) return
    const stream = this.#connection.open(
      { write: (events) => this.#write(events) },
      { mine: this.#options.channelIds === undefined, resync: () => void this.hello(stream) },
    )
    this.stream = stream
    await this.hello(stream)
  }

  /** Follow, read heads, release: as the owner of a stream must. Tries again while the database fails. */
  async hello(stream: HubStream): Promise<void> {
    for (;;) {
      try {
        await stream.follow([`user:${this.userId}`])
        await this.#db.fault()
        const channelIds = this.#options.channelIds ?? this.#db.channelsOf(this.userId)
        await stream.follow(channelIds.map((id): Topic => `channel:${id}`))
        await this.#db.fault()
        const heads = new Map<Topic, number>([
          [`user:${this.userId}`, this.#db.history(`user:${this.userId}`).revision],
        ])
        for (const id of this.#options.channelIds ?? this.#db.channelsOf(this.userId)) {
          if (this.#db.members.get(id)?.has(this.userId))
            heads.set(`channel:${id}`, this.#db.history(`channel:${id}`).revision)
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
    this.takes = true
    this.stream?.resume()
  }

  disconnect(): void {
    this.#isGone = true
    this.#connection?.disconnect()
  }

  #write(events: string): boolean {
    this.writes.push(events)
    // A full socket may as well throw it away: the hub must not count on it.
    if (!this.takes) return false
    for (const event of JSON.parse(`[${events}]`)) {
      if (event.hello !== undefined) this.#pull(new Map<Topic, number>(event.hello))
      else if (event.hint !== undefined) this.hints.push(event.hint)
      else this.#apply(event)
    }
    return true
  }

  /** A client pulls what it missed when hello tells it so. */
  #pull(heads: ReadonlyMap<Topic, number>): void {
    this.hellos += 1
    this.last.clear()
    for (const topic of [...this.known.keys()]) {
      if (!heads.has(topic)) this.#forget(topic)
    }
    for (const [topic, head] of heads) this.#catchUp(topic, head)
  }

  /** Knows all up to `head` and nothing beyond it: the rest is the hub's to bring. */
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
    // Who has come back meanwhile may see what happened in between: a repair may tell of it.
    const isIn = this.#db.members.get(id)?.has(this.userId) ?? false
    if (topic.startsWith('channel:') && !isIn && !this.#db.wasIn(id, this.userId, revision)) {
      this.faults.push(`${topic} ${revision}: not for ${this.userId}`)
    }
    const last = this.last.get(topic)
    if (last !== undefined && revision <= last) this.faults.push(`${topic} ${revision}: after ${last}`)
    this.last.set(topic, revision)
    const known = this.known.get(topic)
    // Told that it left, before it was told that it has come back: a client has no use for this yet.
    if (known === undefined && topic.startsWith('channel:') && this.#options.channelIds === undefined) return
    if (known === undefined || after > known) this.faults.push(`${topic} ${revision}: follows ${after}, known ${known}`)
    this.known.set(topic, Math.max(known ?? 0, revision))
    const rows = this.rows.get(topic) ?? new Map<number, number>()
    this.rows.set(topic, rows)
    rows.set(row, Math.max(revision, rows.get(row) ?? 0))
    if (this.#options.channelIds !== undefined) return
    // `joined` brings a summary up to its revision, and the client pulls the rest.
    if (joined !== undefined) this.#catchUp(`channel:${joined.channelId}`, joined.revision)
    if (left !== undefined) this.#forget(`channel:${left}`)
  }

  #forget(topic: Topic): void {
    this.known.delete(topic)
    this.rows.delete(topic)
  }

  /** What differs from the database, for topics that this client should have. */
  missing(): string[] {
    const wrong: string[] = [...this.faults]
    const wanted: Topic[] = [`user:${this.userId}`]
    if (this.#options.channelIds === undefined) {
      for (const id of this.#db.channelsOf(this.userId)) wanted.push(`channel:${id}`)
    } else {
      // A stream that named its channels does not come back into one by itself.
      for (const id of this.#options.channelIds) {
        const came = this.#db.comings.get(`${id} ${this.userId}`) ?? []
        if (came.length === 1 && this.last.has(`channel:${id}`)) wanted.push(`channel:${id}`)
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
