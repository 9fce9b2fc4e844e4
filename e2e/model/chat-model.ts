import { limits } from '@chime/protocol'

// The reference model: the chat as a user would describe it, with people, channels and lists, without revisions and streams.

export type Role = 'owner' | 'admin' | 'member'
export type Kind = 'direct' | 'group' | 'public' | 'announcement' | 'thread'
export type Person = { index: number; id: string; username: string; blocked: Set<Person>; drafts: Map<Channel, string> }

/** Whether one of two people has blocked the other. */
export const areParted = (one: Person, two: Person): boolean => one.blocked.has(two) || two.blocked.has(one)
export type Member = {
  role: Role
  isIn: boolean
  /** False: has ended following this thread by hand. */
  follows: boolean
  read: number
  notify: 'all' | 'mentions' | 'none'
  lastSent: boolean
}

export type Message = {
  number: number
  author: Person
  /** What a notice says; null for a message of a user. */
  notice: Record<string, string> | null
  content: string
  edited: boolean
  deleted: boolean
  pinned: boolean
  replyTo: number | null
  /** By emoji, the people in the order in which they reacted. */
  reactions: Map<string, Person[]>
  mentioned: Person[]
  everyone: 'channel' | 'here' | null
  thread: Channel | null
  poll: { options: { text: string; voters: Person[] }[]; multiple: boolean; closed: boolean } | null
  forwarded: { channel: Channel; number: number; author: Person } | null
  said: string[]
}

export class Channel {
  readonly id: string
  readonly kind: Kind
  readonly parent: { channel: Channel; message: Message } | null
  name: string | null
  description: string | null = null
  archived = false
  slow = false
  readonly members = new Map<Person, Member>()
  readonly messages: Message[] = []
  /** `left` is how often the invite may still be used. */
  readonly invites: { id: string; by: Person; code: string; left: number; isRevoked: boolean }[] = []

  constructor(id: string, kind: Kind, name: string | null, parent: Channel['parent'] = null) {
    this.id = id
    this.kind = kind
    this.name = name
    this.parent = parent
  }

  /** The channel whose members may read this one: for a thread the channel it belongs to, else the channel itself. */
  get accessChannel(): Channel {
    return this.parent?.channel ?? this
  }

  get isOpen(): boolean {
    return this.accessChannel.kind === 'public' || this.accessChannel.kind === 'announcement'
  }

  get isArchived(): boolean {
    return this.archived || this.accessChannel.archived
  }

  member(person: Person): Member | null {
    const member = this.members.get(person)
    return member?.isIn ? member : null
  }

  /** The membership that the person is shown: they are in the channel, or follow the thread. */
  shownTo(person: Person): Member | null {
    const member = this.member(person)
    return member?.follows ? member : null
  }

  people(): Person[] {
    return [...this.members].filter(([, member]) => member.isIn).map(([person]) => person)
  }

  mayRead(person: Person): boolean {
    return this.isOpen || this.accessChannel.member(person) !== null
  }

  manages(person: Person): boolean {
    const role = this.accessChannel.member(person)?.role
    return role === 'owner' || role === 'admin'
  }

  /** Adds a member. For a new member, also one who comes back, everything up to `read` counts as read. */
  admit(person: Person, role: Role = 'member', read = this.messages.length): void {
    if (this.member(person)) return
    const { notify = 'all', lastSent = false, follows = true } = this.members.get(person) ?? {}
    this.members.set(person, { role, isIn: true, follows, read, notify, lastSent })
  }

  /** What this person has to read: nothing that they wrote, that is deleted, or that somebody wrote whom they block. */
  #toRead(person: Person): Message[] {
    const read = this.shownTo(person)?.read ?? this.messages.length
    return this.messages
      .slice(read)
      .filter(({ notice, deleted, author }) => !notice && !deleted && author !== person && !person.blocked.has(author))
  }

  unread(person: Person): number {
    return this.#toRead(person).length
  }

  mentions(person: Person): number {
    const isMention = (message: Message) => message.mentioned.includes(person) || message.everyone === 'channel'
    return Math.min(this.#toRead(person).filter(isMention).length, limits.mentionsCountedMax)
  }

  /** Whom a message of this thread concerns begins to follow it, from this message on; unless they ended that by hand. */
  concern({ number, author, mentioned, everyone }: Message, whom: readonly Person[] = []): void {
    const all = everyone === 'channel' ? this.accessChannel.people() : []
    for (const person of [...whom, ...mentioned, ...all]) {
      const hasEnded = this.members.get(person)?.follows === false
      if (hasEnded || areParted(person, author) || !this.accessChannel.member(person)) continue
      this.admit(person, 'member', number - 1)
    }
  }

  /** What a message shows of its thread: the number of replies, and the first three people who replied. */
  get replies(): { count: number; people: Person[] } {
    const replies = this.messages.filter((message) => !message.notice && !message.deleted)
    return { count: replies.length, people: [...new Set(replies.map((reply) => reply.author))].slice(0, 3) }
  }
}

export class ChatModel {
  readonly people: Person[]
  readonly channels: Channel[] = []

  constructor(people: readonly { id: string; username: string }[]) {
    this.people = people.map(({ id, username }, index) => ({
      index,
      id,
      username,
      blocked: new Set(),
      drafts: new Map(),
    }))
  }

  /** Adds a message. Whom it mentions depends on who is a member, and who has a block with the author. */
  write(channel: Channel, author: Person, content: string, more: Partial<Message> = {}): Message {
    const message: Message = {
      number: channel.messages.length + 1,
      author,
      notice: null,
      content,
      edited: false,
      deleted: false,
      pinned: false,
      replyTo: null,
      reactions: new Map(),
      mentioned: [],
      everyone: null,
      thread: null,
      poll: null,
      forwarded: null,
      said: [],
      ...more,
    }
    if (!message.notice && !more.forwarded) this.resolveMentions(channel, message)
    channel.messages.push(message)
    if (message.notice) return message
    if (channel.parent) {
      channel.concern(message, [author, channel.parent.message.author])
      channel.parent.message.thread = channel
    }
    const member = channel.member(author)
    if (member) member.lastSent = true
    return message
  }

  /** Adds a notice. Direct conversations and threads have none. */
  postNotice(channel: Channel, author: Person, notice: Record<string, string>): void {
    if (channel.kind !== 'direct' && channel.kind !== 'thread') this.write(channel, author, '', { notice })
  }

  resolveMentions(channel: Channel, message: Message): void {
    const { author, content } = message
    message.mentioned = this.people.filter(
      (person) =>
        person !== author &&
        content.includes(`@${person.username} `) &&
        channel.accessChannel.member(person) !== null &&
        !areParted(person, author),
    )
    const mayCallAll =
      channel.accessChannel.kind === 'group' || (channel.accessChannel.kind !== 'direct' && channel.manages(author))
    const everyone = content.includes('@channel ') ? 'channel' : content.includes('@here ') ? 'here' : null
    message.everyone = mayCallAll ? everyone : null
  }

  /** Ends a membership, also in the threads of the channel, and empties the drafts there. */
  dismiss(channel: Channel, person: Person): void {
    if (channel.kind === 'thread') {
      const held = channel.members.get(person)
      if (held) held.follows = false
    }
    for (const each of this.channels) {
      if (channel.kind !== 'thread' && each.accessChannel === channel) person.drafts.delete(each)
      const member = each === channel || each.parent?.channel === channel ? each.member(person) : null
      if (member) member.isIn = false
    }
  }
}
