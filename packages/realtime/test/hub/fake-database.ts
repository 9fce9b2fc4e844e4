import type { Publication, Topic } from '../../src/bus/bus.ts'
import type { Answer, Question, Repair, Source } from '../../src/hub/hub.ts'

/** An event in these tests: row `row` of `topic` changed. */
export type Change = {
  topic: Topic
  row: number
  after: number
  revision: number
  /** These two only on a user's topic. */
  joined?: { channelId: string; revision: number }
  left?: string
}

/** The row of a user's topic that is their membership in this channel. */
const membershipRow = (channelId: string) => 100 + [...channelId].reduce((sum, c) => sum * 10 + c.charCodeAt(0), 0)

type History = { rows: Map<number, number>; revision: number }

/** A database in memory, with the rules of the real one: rows that are stamped with revisions, members, sessions. */
export class FakeDatabase implements Source {
  readonly topics = new Map<Topic, History>()
  readonly members = new Map<string, Set<string>>()
  /** Channels that everybody may read. */
  readonly publicChannels = new Set<string>()
  /** By channel and user: the revisions at which the user joined and left. */
  readonly membershipChanges = new Map<string, { at: number; isIn: boolean }[]>()
  readonly ended = new Set<string>()
  reads: string[] = []
  /** Called before and after each read. A test lets it wait, or throw. */
  fault: () => Promise<void> = async () => {}
  /** When more rows than this changed, the answer is null: too much to push. */
  changesMax = 50
  /** How many rows one read may bring. Questions beyond that are answered `later`. */
  rowsPerReadMax = Number.POSITIVE_INFINITY

  history(topic: Topic): History {
    const known = this.topics.get(topic)
    if (known !== undefined) return known
    const fresh = { rows: new Map<number, number>(), revision: 0 }
    this.topics.set(topic, fresh)
    return fresh
  }

  /** Commits a change of these rows. @returns its publication, which nobody has published yet */
  commit(
    topic: Topic,
    rows: readonly number[],
    more: Partial<Publication> = {},
    details: Pick<Change, 'joined' | 'left'> = {},
  ): Publication {
    const history = this.history(topic)
    const after = history.revision
    const events = rows.map((row) => {
      const change: Change = { topic, row, after: history.revision, revision: history.revision + 1, ...details }
      history.revision += 1
      history.rows.set(row, history.revision)
      return JSON.stringify(change)
    })
    return { topic, after, revision: history.revision, events: events.join(','), ...more }
  }

  /** Moves the user's read marker in a channel that they are in. Only the user's own topic tells of that. */
  mark(channelId: string, userId: string): Publication {
    return this.commit(`user:${userId}`, [membershipRow(channelId)])
  }

  /** @returns both publications of the commit, the channel's first. Row 0 of a channel stands for its members */
  join(channelId: string, userId: string): [Publication, Publication] {
    this.#members(channelId).add(userId)
    const channel = this.commit(`channel:${channelId}`, [0])
    const revision = channel.revision ?? 0
    this.#changesOf(channelId, userId).push({ at: revision, isIn: true })
    const joined = { channelId, revision }
    return [channel, this.commit(`user:${userId}`, [membershipRow(channelId)], { joined }, { joined })]
  }

  leave(channelId: string, userId: string): [Publication, Publication] {
    this.#members(channelId).delete(userId)
    const channel = this.commit(`channel:${channelId}`, [0], { removed: [userId] })
    this.#changesOf(channelId, userId).push({ at: channel.revision ?? 0, isIn: false })
    return [
      channel,
      this.commit(`user:${userId}`, [membershipRow(channelId)], { left: [channelId] }, { left: channelId }),
    ]
  }

  channelsOf(userId: string): string[] {
    return [...this.members].filter(([, users]) => users.has(userId)).map(([channelId]) => channelId)
  }

  mayRead(channelId: string, userId: string): boolean {
    return this.publicChannels.has(channelId) || (this.members.get(channelId)?.has(userId) ?? false)
  }

  wasIn(channelId: string, userId: string, revision: number): boolean {
    return this.#changesOf(channelId, userId).findLast(({ at }) => at <= revision)?.isIn ?? false
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
      let rowsLeft = this.rowsPerReadMax
      return questions.map(({ topic, since }) => {
        if (rowsLeft <= 0) return 'later'
        rowsLeft -= Math.max(0, this.history(topic).revision - since)
        return topic.startsWith('user:') ? this.#userChanges(topic, since) : this.#channelChanges(topic, since)
      })
    })
  }

  #channelChanges(topic: Topic, since: number): Repair | null {
    const id = topic.slice('channel:'.length)
    const removed = [...this.membershipChanges]
      .filter(
        ([key, list]) => key.startsWith(`${id} `) && list.at(-1)?.isIn === false && (list.at(-1)?.at ?? 0) > since,
      )
      .map(([key]) => key.slice(id.length + 1))
    return this.#repair(topic, since, () => ({}), removed.length > 0 ? { removed } : {})
  }

  /** As in the real database, a row does not tell whether its channel was joined or only its marker moved, so `memberOf` names the channel. */
  #userChanges(topic: Topic, since: number): Repair | null {
    const userId = topic.slice('user:'.length)
    const { rows } = this.history(topic)
    const touched = [...this.members].filter(([id]) => (rows.get(membershipRow(id)) ?? 0) > since)
    const memberOf = touched.filter(([, users]) => users.has(userId)).map(([id]) => id)
    const left = new Map(touched.filter(([, users]) => !users.has(userId)).map(([id]) => [membershipRow(id), id]))
    const details = (row: number) => ({ left: left.get(row) })
    return this.#repair(topic, since, details, { memberOf, left: [...left.values()] })
  }

  #repair(
    topic: Topic,
    since: number,
    details: (row: number) => Pick<Change, 'left'>,
    more: Partial<Repair>,
  ): Repair | null {
    const { rows, revision } = this.history(topic)
    const newer = [...rows].filter(([, at]) => at > since).toSorted(([, a], [, b]) => a - b)
    if (newer.length > this.changesMax) return null
    let after = since
    const events = newer.map(([row, at]) => {
      const change: Change = { topic, row, after, revision: at, ...details(row) }
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
    // The answer takes time too, and may be out of date when it arrives.
    await this.fault()
    return result
  }

  #members(channelId: string): Set<string> {
    const members = this.members.get(channelId) ?? new Set()
    this.members.set(channelId, members)
    return members
  }

  #changesOf(channelId: string, userId: string) {
    const key = `${channelId} ${userId}`
    const list = this.membershipChanges.get(key) ?? []
    this.membershipChanges.set(key, list)
    return list
  }
}
