import type { Channel, Head, Member, Message, ServerEvent } from '@chime/protocol'

type Page = { messages: Message[]; revision: number }
type Changes = { revision: number; messages: Message[]; members: Member[]; channel: Channel | null }
/** `at`: the channel's revision that it takes account of. */
type Marker = { number: number; version: number; counted: number; at: number }

/**
 * One channel as somebody would hold it who wrote a client by reading the protocol: rows replace rows with a lower
 * revision, and what does not follow is asked for.
 */
export class Room {
  /** Everything up to this revision is held. */
  revision = 0
  /** The highest revision heard of. */
  head = 0
  isListed = false
  readonly messages = new Map<number, Message>()
  readonly members = new Map<string, Member>()
  channel: Channel | null = null
  lastNumber = 0
  counted = 0
  marker: Marker = { number: 0, version: 0, counted: 0, at: 0 }
  /** The last message of mine. */
  #written = { number: 0, counted: 0, revision: 0 }
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
    return Math.max(0, this.counted - this.marker.counted)
  }

  /** What is shown: one run without a gap, by construction of `#take`. */
  numbers(): number[] {
    return [...this.messages.keys()].sort((a, b) => a - b)
  }

  takeHead(head: Head): void {
    this.head = Math.max(this.head, head.revision)
    this.lastNumber = Math.max(this.lastNumber, head.lastNumber)
    this.counted = Math.max(this.counted, head.counted)
    const { readNumber: number, readVersion: version, revision: at } = head
    this.takeMarker({ number, version, counted: head.counted - head.unread, at })
  }

  takeMarker(marker: Marker): void {
    const { version, number } = this.marker
    if (marker.version < version || (marker.version === version && marker.number < number)) return
    this.marker = marker
    this.#readWhatIWrote()
  }

  /** Sending moves my marker, unless it was set back since. */
  #readWhatIWrote(): void {
    const { number, counted, revision } = this.#written
    if (revision > this.marker.at && number > this.marker.number) this.marker = { ...this.marker, number, counted }
  }

  /** A page of the newest: everything held before goes. */
  takeList({ messages, revision }: Page, members: readonly Member[], channel: Channel): Message[] {
    this.messages.clear()
    this.members.clear()
    this.#from = messages[0]?.number ?? channel.lastNumber + 1
    this.#to = this.#from - 1
    const taken = this.#take(messages)
    for (const member of members) this.#member(member)
    this.#channel(channel)
    this.isListed = true
    // Read one after the other: only what the oldest of them knew is sure.
    this.revision = Math.min(revision, channel.revision)
    this.head = Math.max(this.head, revision, channel.revision)
    return taken
  }

  /** An older page, in front. */
  takeOlder(messages: readonly Message[]): Message[] {
    const older = messages.filter((message) => message.number < this.#from)
    if (older.at(-1)?.number !== this.#from - 1) return []
    for (const message of older) this.messages.set(message.number, message)
    this.#from = older[0]?.number ?? this.#from
    return older
  }

  /** All pages of `changes` since `revision`. @returns what was taken, or null when it leaves a hole */
  takeChanges(pages: readonly Changes[]): Message[] | null {
    const taken = this.#take(pages.flatMap((page) => page.messages))
    for (const member of pages.flatMap((page) => page.members)) this.#member(member)
    const last = pages.at(-1)
    if (last?.channel) this.#channel(last.channel)
    this.revision = Math.max(this.revision, last?.revision ?? 0)
    this.head = Math.max(this.head, this.revision)
    return this.#hasHole() ? null : taken
  }

  /** One batch of live events. @returns what was taken; the room may be behind afterwards */
  hear(events: readonly Extract<ServerEvent, { type: 'message' | 'member' | 'channel' }>[]): Message[] {
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
    // Before the channels' counters, which hold these messages already.
    const taken = this.#take(messages)
    for (const channel of channels) this.#channel(channel)
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
    // By number, since they come by revision: an edited one stands behind those that were sent after it.
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

  #count({ number, kind, userId, revision }: Message): void {
    if (number <= this.lastNumber) return
    this.lastNumber = number
    if (kind !== 'user') return
    this.counted++
    if (userId !== this.#myId) return
    this.#written = { number, counted: this.counted, revision }
    this.#readWhatIWrote()
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
