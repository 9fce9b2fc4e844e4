import type { Channel, Head, Member, Message, ServerEvent } from '@chime/protocol'

type Page = { messages: Message[]; revision: number }
type Changes = { revision: number; messages: Message[]; members: Member[]; channel: Channel | null }
/** `unread` is as it was at the revision `at` of the channel, whose last message then was `upTo`. */
type Marker = { number: number; version: number; unread: number; at: number; upTo: number }

/**
 * One channel, as a developer would hold it who wrote a client only by reading the protocol: rows replace rows with a lower
 * revision, and where an event does not follow what is held, the client pulls.
 */
export class ChannelView {
  /** All changes up to this revision are known. */
  revision = 0
  /** The highest revision that any event or answer has mentioned. */
  head = 0
  isListed = false
  readonly messages = new Map<number, Message>()
  readonly members = new Map<string, Member>()
  channel: Channel | null = null
  lastNumber = 0
  counted = 0
  marker: Marker = { number: 0, version: 0, unread: 0, at: 0, upTo: 0 }
  #from = 1
  #to = 0
  readonly #myId: string

  constructor(myId: string) {
    this.#myId = myId
  }

  get isBehind(): boolean {
    return !this.isListed || this.revision < this.head
  }

  get from(): number {
    return this.#from
  }

  get unread(): number {
    return this.marker.unread
  }

  /** The numbers that are shown. They have no gap: `#take` accepts none. */
  numbers(): number[] {
    return [...this.messages.keys()].sort((a, b) => a - b)
  }

  takeHead(head: Head): void {
    this.head = Math.max(this.head, head.revision)
    this.lastNumber = Math.max(this.lastNumber, head.lastNumber)
    this.counted = Math.max(this.counted, head.counted)
    const { readNumber: number, readVersion: version, revision: at, lastNumber: upTo, unread } = head
    this.takeMarker({ number, version, unread, at, upTo })
  }

  takeMarker(marker: Marker): void {
    const { version, at } = this.marker
    if (marker.version < version || (marker.version === version && marker.at <= at)) return
    // What has come since is not in its count, and nobody knows any more what that was.
    if (marker.at < at) this.isListed = false
    this.marker = marker
  }

  /** Takes a page of the newest messages. Everything that was held before is dropped. */
  takeList({ messages, revision }: Page, members: readonly Member[], channel: Channel): Message[] {
    this.messages.clear()
    this.members.clear()
    this.#from = messages[0]?.number ?? channel.lastNumber + 1
    this.#to = this.#from - 1
    const taken = this.#take(messages)
    for (const member of members) this.#member(member)
    this.#channel(channel)
    this.isListed = true
    // Page and channel were read one after the other. Only up to the lower revision is everything known.
    this.revision = Math.min(revision, channel.revision)
    this.head = Math.max(this.head, revision, channel.revision)
    return taken
  }

  /** Takes the page before the oldest message. @returns what was added */
  takeOlder(messages: readonly Message[]): Message[] {
    const older = messages.filter((message) => message.number < this.#from)
    if (older.at(-1)?.number !== this.#from - 1) return []
    for (const message of older) this.messages.set(message.number, message)
    this.#from = older[0]?.number ?? this.#from
    return older
  }

  /** Takes all pages of `changes` since `revision`. @returns the messages that were new, or null when there is a gap now */
  takeChanges(pages: readonly Changes[]): Message[] | null {
    const taken = this.#take(pages.flatMap((page) => page.messages))
    for (const member of pages.flatMap((page) => page.members)) this.#member(member)
    const last = pages.at(-1)
    if (last?.channel) this.#channel(last.channel)
    this.revision = Math.max(this.revision, last?.revision ?? 0)
    this.head = Math.max(this.head, this.revision)
    this.#counted()
    return this.#hasHole() ? null : taken
  }

  /** Takes one batch of live events. @returns the messages that were new. Afterwards the view may be behind */
  applyEvents(events: readonly Extract<ServerEvent, { type: 'message' | 'member' | 'channel' }>[]): Message[] {
    const messages: Message[] = []
    const channels: Channel[] = []
    for (const event of events) {
      this.head = Math.max(this.head, event.revision)
      if (!this.isListed || event.after > this.revision) continue
      this.revision = Math.max(this.revision, event.revision)
      if (event.type === 'message') messages.push(event.message)
      else if (event.type === 'member') this.#member(event.member)
      else channels.push(event.channel)
    }
    // Before the channel rows, whose counters include these messages already.
    const taken = this.#take(messages)
    for (const channel of channels) this.#channel(channel)
    this.#counted()
    if (this.#hasHole()) this.isListed = false
    return taken
  }

  #hole = false
  #hasHole(): boolean {
    const had = this.#hole
    this.#hole = false
    return had
  }

  #take(messages: readonly Message[]): Message[] {
    const taken: Message[] = []
    // Sorted by number. They come in the order of revisions, where an edited message stands behind later ones.
    for (const message of [...messages].sort((a, b) => a.number - b.number || a.revision - b.revision)) {
      const { number } = message
      this.#count(message)
      if (number < this.#from || (this.messages.get(number)?.revision ?? 0) >= message.revision) continue
      if (number > this.#to + 1) {
        this.#hole = true
        continue
      }
      this.#to = Math.max(this.#to, number)
      this.messages.set(number, message)
      taken.push(message)
    }
    return taken
  }

  #count({ number, kind, userId, deletedAt, deletedRevision }: Message): void {
    if (number > this.lastNumber) {
      this.lastNumber = number
      if (kind === 'user') this.counted++
    }
    const { marker } = this
    const isNew = number > marker.upTo
    if (isNew) marker.upTo = number
    if (kind !== 'user' || userId === this.#myId) return
    if (isNew && deletedAt === null) marker.unread++
    const isGone = deletedRevision !== null && deletedRevision > marker.at
    if (!isNew && isGone && number > marker.number) marker.unread--
  }

  /** Everything up to this revision is counted. */
  #counted(): void {
    this.marker.at = Math.max(this.marker.at, this.revision)
  }

  #member(member: Member): void {
    if ((this.members.get(member.userId)?.revision ?? -1) < member.revision) this.members.set(member.userId, member)
  }

  #channel(channel: Channel): void {
    if (this.channel && this.channel.revision > channel.revision) return
    this.channel = channel
    this.lastNumber = Math.max(this.lastNumber, channel.lastNumber)
    this.counted = Math.max(this.counted, channel.counted)
  }
}
